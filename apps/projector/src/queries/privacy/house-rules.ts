import { Injectable } from '@nestjs/common';
import { policyInForce } from '@tallystick/domain';
import type { House, PolicyRow } from '@tallystick/read-models';
import type { OpenStores } from '../../projection/stores.js';

/** Policies and rosters are asked for no more often than this. */
const KEPT_MS = 1_000;

/** The policy in force as answers show it; `position` and `leafIndex` lead to its proof. */
export type Policy = PolicyRow;

/** What the house has decided about its numbers. */
@Injectable()
export class HouseRules {
  private kept: { readonly house: House; readonly position: bigint; readonly readAtMs: number } | undefined;

  /** @param atLeast a position that must be taken into account (read your own write) */
  async house({ readModels }: OpenStores, atLeast: string | undefined): Promise<House> {
    const kept = this.kept;
    const recent = kept !== undefined && performance.now() - kept.readAtMs < KEPT_MS;
    if (recent && kept.position >= BigInt(atLeast ?? 0)) return kept.house;
    const readAtMs = performance.now();
    const { answer, at } = await readModels.house();
    this.kept = { house: answer, position: at.position, readAtMs };
    return answer;
  }

  async policy(stores: OpenStores, atLeast: string | undefined): Promise<Policy | null> {
    const { policies } = await this.house(stores, atLeast);
    return policyInForce(policies, Date.now());
  }
}
