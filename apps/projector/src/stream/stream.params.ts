import { ApiPropertyOptional } from '@nestjs/swagger';
import { METRICS, SUBJECTS, WINDOWS, type Metric, type Window } from '@tallystick/read-models';
import { IsOptional } from 'class-validator';
import { BOARD_LIMIT } from '../queries/leaderboards/leaderboard.params.js';
import { IsLimit, IsOneOf, IsSubjects, IsTimeZone, subjectList } from '../queries/parameters/rules.js';
import { SUBJECT_NAMES, type SubjectName } from '../queries/parameters/subject-names.js';
import type { BoardQuestion } from './live-board.js';

export class StreamParams {
  @ApiPropertyOptional({
    type: String,
    description: `Boards to follow, by comma or repeated: ${SUBJECTS.join(', ')}. Without it the board of actors, for whom it may be shown to`,
    example: 'actors,teams',
  })
  @IsOptional()
  @IsSubjects()
  subject?: string | string[];

  @ApiPropertyOptional({ enum: METRICS, default: 'tokens' })
  @IsOptional()
  @IsOneOf(METRICS)
  metric?: Metric;

  @ApiPropertyOptional({ enum: WINDOWS, default: 'all', description: 'The window of now' })
  @IsOptional()
  @IsOneOf(WINDOWS)
  window?: Window;

  @ApiPropertyOptional({
    description: 'IANA time zone of the window; default: TALLYSTICK_TZ',
    example: 'Europe/Berlin',
  })
  @IsOptional()
  @IsTimeZone()
  tz?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: BOARD_LIMIT.max, default: BOARD_LIMIT.default })
  @IsOptional()
  @IsLimit(BOARD_LIMIT.max)
  limit?: string;
}

export function boardQuestions(params: StreamParams, timeZone: string): BoardQuestion[] {
  const { subject = 'actors', metric, window, tz, limit } = params;
  const subjects = (subjectList(subject) as SubjectName[]).map((name) => SUBJECT_NAMES[name]);
  return [...new Set(subjects)].map((subject) => ({
    subject,
    metric: metric ?? 'tokens',
    window: window ?? 'all',
    tz: tz ?? timeZone,
    limit: Number(limit ?? BOARD_LIMIT.default),
  }));
}

/** EventSource sends back whatever it got; what is no position of ours is as good as none. */
export const resumePosition = (lastEventId: unknown): bigint | undefined =>
  typeof lastEventId === 'string' && /^(0|[1-9]\d{0,18})$/.test(lastEventId) ? BigInt(lastEventId) : undefined;
