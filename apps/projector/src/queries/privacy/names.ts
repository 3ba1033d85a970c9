import { Injectable } from '@nestjs/common';
import { ReadinessChecks } from '@tallystick/platform';
import type { LeaderboardRow } from '@tallystick/read-models';
import { VaultRefused, VaultUnavailable } from '@tallystick/vault';
import { PinoLogger } from 'nestjs-pino';
import { setTimeout as wait } from 'node:timers/promises';
import { Stores, type OpenStores } from '../../projection/stores.js';
import type { Policy } from './house-rules.js';

/** A board without names is better than one that waits for them longer. */
const MAX_WAIT_MS = 1_000;
/** While the vault is away it is asked no more often than this, however many boards are. */
const PAUSE_MS = 2_000;

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
  private away = false;

  constructor(
    private readonly stores: Stores,
    private readonly log: PinoLogger,
    checks: ReadinessChecks,
  ) {
    checks.addRemark('names', () =>
      this.away ? 'the identity vault does not answer, so boards show pseudonyms only' : null,
    );
  }

  /** Rows of the board of people, with names where they may stand; without the vault without any. */
  async putOn(
    rows: readonly LeaderboardRow[],
    { readModels }: OpenStores,
    policy: Policy | null,
  ): Promise<readonly NamedRow[]> {
    if (policy?.names !== 'by-choice') return rows;
    const named = await readModels.namedAmong(rows.flatMap(({ subject }) => subject ?? []));
    const names = named.size === 0 ? NOBODY : await this.namesOf([...named]);
    // rows may be of a board that is kept for others: it stays as it is
    return rows.map((row) => {
      const name = names.get(row.subject ?? '');
      return name === undefined ? row : { ...row, name };
    });
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
      this.away = false;
      return names;
    } catch (error) {
      if (!(error instanceof VaultUnavailable || error instanceof VaultRefused)) throw error;
      if (!this.away) this.log.warn({ err: error }, 'boards show no names');
      this.away = true;
      this.askAgainAtMs = performance.now() + PAUSE_MS;
      return NOBODY;
    } finally {
      timeUp.abort();
    }
  }
}
