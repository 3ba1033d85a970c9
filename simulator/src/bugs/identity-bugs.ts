import { decideBatch, IntakeLane, type BatchPlan, type LaneResult } from '@tallystick/ledger/intake';
import type { IdentityIndex, LedgerEvent, LedgerStore, Position } from '@tallystick/ledger-store';
import type { Bug } from './bug.js';
import { changed } from './changed.js';

/** Mistakes in how identities are known. */
export const identityBugs: readonly Bug[] = [
  {
    name: 'identities are claimed before the write',
    plant: { lane: (parts) => new ClaimsFirst(parts) },
    breaks: ['nothing is lost', 'commits come last', 'answers are true'],
  },
  {
    name: 'the index is trusted while it is incomplete',
    plant: { lane: (parts) => new TrustsItsIndex(parts) },
    breaks: ['duplicates stay outside', 'one writer a stream'],
  },
  {
    name: 'its own append moves the index past what others appended',
    plant: { lane: (parts) => new IntakeLane({ ...parts, store: claimingTail(parts.store, parts.index) }) },
    breaks: ['answers are true', 'duplicates stay outside', 'one writer a stream'],
  },
  {
    name: 'a conflict is recorded again each time',
    plant: { lane: (parts) => new IntakeLane({ ...parts, index: blindForConflicts(parts.index) }) },
    breaks: ['one writer a stream', 'duplicates stay outside', 'it goes on by itself'],
  },
  {
    name: 'the index does not hear of what others append',
    plant: { lane: (parts) => new IntakeLane({ ...parts, store: deaf(parts.store) }) },
    breaks: ['it goes on by itself', 'duplicates stay outside'],
  },
];

class ClaimsFirst extends IntakeLane {
  override carryOut(...[plan, writer, origin]: Parameters<IntakeLane['carryOut']>): Promise<LaneResult> {
    const next = this.index.completeUpTo() + 1n;
    this.index.note(
      plan.writes.map(({ item: { key, fingerprint }, kind }, at) => {
        return { key, fingerprint, kind, position: (next + BigInt(at)) as Position };
      }),
    );
    return super.carryOut(plan, writer, origin);
  }
}

class TrustsItsIndex extends IntakeLane {
  override async start(): Promise<void> {
    void this.#follow();
  }

  async #follow(): Promise<void> {
    await super.start().catch(() => this.pace.sleep(100).then(() => this.#follow()));
  }

  override async decide(items: Parameters<IntakeLane['decide']>[0]): Promise<BatchPlan> {
    return decideBatch(items, this.index);
  }

  override async openWriter(
    writer: Parameters<IntakeLane['openWriter']>[0],
  ): Promise<{ last: LedgerEvent | undefined; position: Position }> {
    return { last: await writer.open(), position: this.index.completeUpTo() };
  }
}

function claimingTail(store: LedgerStore, index: IdentityIndex): LedgerStore {
  return changed(store, {
    append: async (stream, events, expected) => {
      const appended = await store.append(stream, events, expected);
      return { ...appended, previousTail: index.completeUpTo() };
    },
  });
}

const deaf = (store: LedgerStore): LedgerStore => changed(store, { onAppended: () => () => undefined });

const blindForConflicts = (index: IdentityIndex): IdentityIndex => changed(index, { hasConflict: () => false });
