import { Injectable } from '@nestjs/common';
import { LedgerUnavailable, type Position } from '@tallystick/ledger-store';
import { Problem } from '@tallystick/platform';
import { InvalidCursor, NotCaughtUp, SeriesTooLong, type Checkpoint } from '@tallystick/read-models';
import { behindMs } from '../../projection/behind.js';
import { FoldedUpTo } from '../../projection/folded-up-to.js';
import { Projection } from '../../projection/projection.js';
import { stateSentence } from '../../projection/projection-state.js';
import { Stores, type OpenStores } from '../../projection/stores.js';
import { parseInstant } from '../parameters/instant.js';
import { invalidQuery } from '../parameters/invalid-query.js';
import type { AtLeastParams, StandpointParams } from '../parameters/standpoint.params.js';
import type { AsOf } from './as-of.js';
import { isTablesAway } from './tables-away.js';

/** contracts.md: `?atLeast=POS` waits up to 5 s. */
export const MAX_WAIT_MS = 5_000;

/** From which moment of the ledger a question is answered, and how the answer says so. */
@Injectable()
export class Standpoint {
  constructor(
    private readonly stores: Stores,
    private readonly projection: Projection,
    private readonly foldedUpTo: FoldedUpTo,
  ) {}

  /**
   * Waits for `atLeast`, asks, and puts `asOf` under the answer.
   * @throws Problem not-caught-up, invalid-query
   */
  async answer<T extends object>(
    params: AtLeastParams,
    ask: (stores: OpenStores) => Promise<{ readonly answer: T; readonly at: Checkpoint }>,
  ): Promise<T & { asOf: AsOf }> {
    const stores = this.openStores();
    if (params.atLeast !== undefined) await this.waitFor(stores, 'atLeast', BigInt(params.atLeast) as Position);
    try {
      const { answer, at } = await ask(stores);
      assertNotBefore(params, at);
      return { ...answer, asOf: await this.asOf(stores, at) };
    } catch (error) {
      throw this.asProblem(error);
    }
  }

  /** The position that `asOfPosition` or `asOf` names; undefined for now. @throws Problem */
  async positionOf(stores: OpenStores, params: StandpointParams, tz: string): Promise<Position | undefined> {
    if (params.asOf !== undefined && params.asOfPosition !== undefined) {
      throw invalidQuery('asOf', 'asOf and asOfPosition name the same thing: give one of them');
    }
    if (params.asOfPosition !== undefined) {
      const position = BigInt(params.asOfPosition) as Position;
      await this.waitFor(stores, 'asOfPosition', position);
      return position;
    }
    if (params.asOf === undefined) return undefined;
    // The rule on `asOf` let only readable instants through.
    const timeMs = parseInstant(params.asOf, tz)!;
    await this.waitForTime(stores, timeMs);
    return stores.readModels.positionAsOf(timeMs);
  }

  private openStores(): OpenStores {
    const { state } = this.projection;
    const stores = this.stores.opened;
    if (stores && state.kind !== 'refused') return stores;
    throw new Problem('not-caught-up', `no numbers can be shown: ${stateSentence(state)}`);
  }

  private async waitFor(stores: OpenStores, field: string, position: Position): Promise<void> {
    if (await this.foldedUpTo.reaches(position, MAX_WAIT_MS)) return;
    // Where another process folds, only the tables know.
    const { position: folded } = await this.orProblem(stores.readModels.checkpoint());
    if (position <= folded) return;
    const tail = await this.orProblem(stores.ledger.tail());
    throw new Problem(
      'not-caught-up',
      `folded up to position ${folded}, the ledger ends at ${tail}, asked for ${position}: ${stateSentence(this.projection.state)}`,
      { field },
    );
  }

  /** What was recorded up to `timeMs` is known for sure once a later event is folded, or everything there is. */
  private async waitForTime(stores: OpenStores, timeMs: number): Promise<void> {
    const tail = await this.orProblem(stores.ledger.tail());
    const { position, recordedAt } = await this.orProblem(stores.readModels.checkpoint());
    if (position >= tail || (recordedAt !== null && Date.parse(recordedAt) > timeMs)) return;
    await this.waitFor(stores, 'asOf', tail);
  }

  /** What an answer from these tables is true for. */
  async asOf(stores: OpenStores, at: Checkpoint): Promise<AsOf> {
    const folded = at.position > this.foldedUpTo.position ? at.position : this.foldedUpTo.position;
    return {
      position: String(at.position),
      recordedAt: at.recordedAt,
      logSize: at.logSize,
      behindMs: await this.behindMs(stores, folded),
    };
  }

  /** While the ledger does not answer: the most that it can be, for the numbers themselves are still good. */
  private async behindMs({ ledger }: OpenStores, folded: Position): Promise<number> {
    const nowMs = Date.now();
    try {
      return await behindMs(ledger, folded, nowMs);
    } catch (error) {
      if (!(error instanceof LedgerUnavailable)) throw error;
      return Math.max(1, nowMs - this.projection.lastAtEndMs);
    }
  }

  private async orProblem<T>(asked: Promise<T>): Promise<T> {
    try {
      return await asked;
    } catch (error) {
      throw this.asProblem(error);
    }
  }

  private asProblem(error: unknown): unknown {
    if (error instanceof InvalidCursor) return invalidQuery('cursor', error.message);
    if (error instanceof SeriesTooLong) return invalidQuery('granularity', error.message);
    if (error instanceof NotCaughtUp) return new Problem('not-caught-up', error.message);
    if (isTablesAway(error)) {
      return new Problem('not-caught-up', 'the tables cannot be asked at the moment', { cause: error });
    }
    return error;
  }
}

/** The tables may have gone back since the wait: a database that crashed loses the last commits until they are folded anew. */
function assertNotBefore(params: AtLeastParams, at: Checkpoint): void {
  const { atLeast, ...others } = params;
  const ofThePast = ['asOf', 'asOfPosition', 'cursor'].some((name) => name in others);
  if (atLeast === undefined || ofThePast || at.position >= BigInt(atLeast)) return;
  throw new Problem('not-caught-up', `folded up to position ${at.position}, asked for ${atLeast}`, {
    field: 'atLeast',
  });
}
