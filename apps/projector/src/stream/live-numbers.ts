import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Position } from '@tallystick/ledger-store';
import type { Caller } from '@tallystick/platform';
import { Projection } from '../projection/projection.js';
import { stateSentence } from '../projection/projection-state.js';
import { Stores } from '../projection/stores.js';
import { AskLeaderboard, type LeaderboardReply } from '../queries/leaderboards/leaderboard.query.js';
import type { Policy } from '../queries/privacy/house-rules.js';
import { Privacy } from '../queries/privacy/privacy.js';
import type { AsOf } from '../queries/standpoint/as-of.js';
import { Standpoint } from '../queries/standpoint/standpoint.js';
import type { BoardQuestion } from './live-board.js';
import { onlyViews } from './only-views.js';

/** Boards are worked out once for all who may follow them, as for one who sees all; `mayFollow` says who may. */
const FOR_ALL: Caller = { name: 'live-stream', roles: new Set(['auditor']), sources: [], subject: null, teams: [] };

/** What the stream asks the read side: the same questions that others ask over HTTP. */
@Injectable()
export class LiveNumbers {
  constructor(
    private readonly standpoint: Standpoint,
    private readonly privacy: Privacy,
    private readonly queries: QueryBus,
    private readonly projection: Projection,
    private readonly stores: Stores,
  ) {}

  /** Where the tables stand, and the policy in force. @throws Problem not-caught-up */
  now(): Promise<{ readonly asOf: AsOf; readonly policy: Policy | null }> {
    return this.standpoint.answer({}, async (stores) => ({
      answer: { policy: await this.privacy.policy(stores) },
      at: await stores.readModels.checkpoint(),
    }));
  }

  /**
   * privacy.md, "Groups": below auditor every board but `actors` answers for whole days only; a live one would show what
   * each single event adds to a group. Boards of actors as the policy says.
   */
  mayFollow(caller: Caller, policy: Policy | null, { subject }: BoardQuestion): boolean {
    return this.privacy.seesAll(caller) || (subject === 'actors' && this.privacy.mayBoard(caller, policy, subject));
  }

  /** The first page of a board, now; people under pseudonyms, for a message lies ready for others. @throws Problem not-caught-up */
  board({ subject, limit, ...params }: BoardQuestion): Promise<LeaderboardReply> {
    return this.queries.execute(new AskLeaderboard(subject, { ...params, limit: String(limit) }, FOR_ALL, 'never'));
  }

  /** Whether there may be news in the ledger from one position to another. */
  async tellsNews(seen: Position, now: Position): Promise<boolean> {
    if (now === seen) return false;
    // Back: the database lost its last commits.
    if (now < seen || !this.stores.opened) return true;
    return !(await onlyViews(this.stores.opened.ledger, seen, now));
  }

  /** Why the numbers are not renewed at the moment; undefined: they are. */
  trouble(): string | undefined {
    const { state } = this.projection;
    if (state.kind === 'retrying') return `the projection waits and tries again: ${state.reason}`;
    return state.kind === 'poisoned' || state.kind === 'refused' ? stateSentence(state) : undefined;
  }
}
