import type { LeaderboardReply } from '../queries/leaderboards/leaderboard.query.js';
import type { Metric, Subject, Window } from '@tallystick/read-models';
import { leaderboardFrame } from './frames.js';

/** A board of the present window, as `GET /v1/leaderboards/{subject}` is asked for it. */
export interface BoardQuestion {
  readonly subject: Subject;
  readonly metric: Metric;
  readonly window: Window;
  readonly tz: string;
  readonly limit: number;
}

/** The same question is the same board, whoever asks. */
export const keyOf = ({ subject, metric, window, tz, limit }: BoardQuestion): string =>
  [subject, metric, window, tz, limit].join(' ');

/** What is told about a board. */
export interface Telling {
  /** Changes with what is told: whoever has this version needs no other message. */
  readonly version: number;
  /** As it was answered last: its `asOf` and its cursor are fresh, for those who come anew. */
  readonly frame: Buffer;
  /** The position that this version was first told for. */
  readonly position: bigint;
}

/** One board that some clients follow: worked out once for all of them. */
export class LiveBoard {
  followers = 0;
  private content: string | undefined;
  private told: Telling | undefined;

  constructor(readonly question: BoardQuestion) {}

  get latest(): Telling | undefined {
    return this.told;
  }

  /** An answer that only has another `asOf` is no news. Nor is a cursor: it names the moment of asking. */
  renew(reply: LeaderboardReply): void {
    const frame = leaderboardFrame(reply);
    const content = JSON.stringify({ ...reply, asOf: null, nextCursor: null });
    if (this.told !== undefined && content === this.content) {
      this.told = { ...this.told, frame };
      return;
    }
    this.content = content;
    this.told = { version: (this.told?.version ?? 0) + 1, frame, position: BigInt(reply.asOf.position) };
  }
}
