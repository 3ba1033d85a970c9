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

/** One board that some clients follow: worked out once for all of them. */
export class LiveBoard {
  followers = 0;
  private content: string | undefined;
  private told: { readonly frame: Buffer; readonly position: bigint } | undefined;

  constructor(readonly question: BoardQuestion) {}

  /** The newest message about it, with the position that it is true for. */
  get latest(): { readonly frame: Buffer; readonly position: bigint } | undefined {
    return this.told;
  }

  /** Makes a message of an answer that differs from the last in more than its position. */
  renew(reply: LeaderboardReply): void {
    const { asOf, ...content } = reply;
    const text = JSON.stringify(content);
    if (text === this.content) return;
    this.content = text;
    this.told = { frame: leaderboardFrame({ ...content, asOf }), position: BigInt(asOf.position) };
  }
}
