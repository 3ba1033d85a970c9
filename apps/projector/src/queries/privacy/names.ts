import { Injectable } from '@nestjs/common';
import { ReadinessChecks } from '@tallystick/platform';
import type { LeaderboardRow } from '@tallystick/read-models';
import { VaultRefused, VaultUnavailable } from '@tallystick/vault';
import { PinoLogger } from 'nestjs-pino';
import { setTimeout as wait } from 'node:timers/promises';
import { Stores, type OpenStores } from '../../projection/stores.js';
import { Standpoint } from '../standpoint/standpoint.js';
import type { Policy } from './house-rules.js';

/** A board without names is better than one that waits for them longer. */
const MAX_WAIT_MS = 1_000;
/** While the vault is away it is asked no more often than this, however many boards are. */
const PAUSE_MS = 2_000;
/** While an older event waits to be folded, it may be somebody's no. */
const MAX_BEHIND_MS = 60_000;

export interface NamedRow extends LeaderboardRow {
  /** As the vault has it; only of people who chose to be named, under a policy that lets names show. */
  readonly name?: string;
}

const NOBODY: ReadonlyMap<string, string> = new Map();

/**
 * Names of people who chose to be named. None is kept here: each board asks anew, so that a choice that was withdrawn,
 * and a person who was forgotten, are gone with the next answer.
 */
@Injectable()
export class Names {
  private askAgainAtMs = -Infinity;
  /** Why boards show pseudonyms only, where names should stand; null: nothing stands in the way. */
  private trouble: string | null = null;

  constructor(
    private readonly stores: Stores,
    private readonly standpoint: Standpoint,
    private readonly log: PinoLogger,
    checks: ReadinessChecks,
  ) {
    checks.addRemark('names', () => this.trouble);
  }

  /** Rows of the board of people, with names where they may stand; in doubt without any. */
  async putOn(
    rows: readonly LeaderboardRow[],
    stores: OpenStores,
    policy: Policy | null,
  ): Promise<readonly NamedRow[]> {
    if (policy?.names !== 'by-choice') return rows;
    const named = await stores.readModels.namedAmong(rows.flatMap(({ subject }) => subject ?? []));
    if (named.size === 0 || (await this.mayMissANo(stores))) return rows;
    const names = await this.namesOf([...named]);
    // rows may be of a board that is kept for others: it stays as it is
    return rows.map((row) => {
      const name = names.get(row.subject ?? '');
      return name === undefined ? row : { ...row, name };
    });
  }

  private async mayMissANo(stores: OpenStores): Promise<boolean> {
    const { behindMs } = await this.standpoint.asOf(stores, await stores.readModels.checkpoint());
    if (behindMs <= MAX_BEHIND_MS) return false;
    this.toldWithout('what is folded is far behind the ledger, so boards show pseudonyms only');
    return true;
  }

  private async namesOf(actors: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (performance.now() < this.askAgainAtMs) return NOBODY;
    const timeUp = new AbortController();
    try {
      const asked = this.stores.identities().then((vault) => vault.resolveAll(actors));
      const late = wait(MAX_WAIT_MS, undefined, { signal: timeUp.signal }).then(() => {
        throw new VaultUnavailable(`no answer within ${MAX_WAIT_MS} ms`);
      });
      const names = await Promise.race([asked, late]);
      this.trouble = null;
      return names;
    } catch (error) {
      if (!(error instanceof VaultUnavailable || error instanceof VaultRefused)) throw error;
      this.toldWithout('the identity vault does not answer, so boards show pseudonyms only', error);
      this.askAgainAtMs = performance.now() + PAUSE_MS;
      return NOBODY;
    } finally {
      timeUp.abort();
    }
  }

  private toldWithout(trouble: string, err?: Error): void {
    if (this.trouble !== trouble) this.log.warn({ err }, trouble);
    this.trouble = trouble;
  }
}
