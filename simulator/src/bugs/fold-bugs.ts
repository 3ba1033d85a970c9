import type { LedgerEvent, LedgerPage } from '@tallystick/ledger-store';
import { USAGE_CONFLICTED } from '@tallystick/events';
import { Fold, type Transaction } from '../fold/fold.js';
import type { Changes, FirstOfKey, Status } from '../fold/tables.js';
import type { Bug } from './bug.js';

class CountsAll extends Fold {
  override statusOf(): Status {
    return 'counted';
  }
}

class CountsConflicts extends Fold {
  override statusOf(...[type, first, fingerprint]: Parameters<Fold['statusOf']>): Status {
    return type === USAGE_CONFLICTED ? 'counted' : super.statusOf(type, first, fingerprint);
  }
}

class SkipsTheLast extends Fold {
  override changesOf(events: readonly LedgerEvent[]): Changes {
    return super.changesOf(events.length > 1 ? events.slice(0, -1) : events);
  }
}

const NOTHING: Changes = { rows: [], totals: [], firsts: new Map() };

class CheckpointApart extends Fold {
  override async store(after: bigint, page: LedgerPage, changes: Changes, transaction: Transaction): Promise<void> {
    await transaction(() => this.tables.commit(after, after, changes));
    await transaction(() => this.tables.commit(after, page.last, NOTHING));
  }
}

class CheckpointFirst extends Fold {
  override async store(after: bigint, page: LedgerPage, changes: Changes, transaction: Transaction): Promise<void> {
    await transaction(() => this.tables.commit(after, page.last, NOTHING));
    await transaction(() => this.tables.write(changes));
  }
}

class NotFenced extends Fold {
  override async store(_: bigint, page: LedgerPage, changes: Changes, transaction: Transaction): Promise<void> {
    await transaction(() => {
      this.tables.write(changes);
      this.tables.moveCheckpoint(page.last);
    });
  }
}

class AddsCorrections extends Fold {
  override afterDecision(...[first, decision]: Parameters<Fold['afterDecision']>): FirstOfKey {
    const after = super.afterDecision(first, decision);
    return after.voided ? after : { ...after, tokens: first.tokens + after.tokens };
  }
}

const planted: Readonly<Record<string, typeof Fold>> = {
  'the fold does not look whether an event is the first of its key': CountsAll,
  'the fold counts conflicts': CountsConflicts,
  'the fold skips the last event of a page': SkipsTheLast,
  'the checkpoint is saved apart from the rows, after them': CheckpointApart,
  'the checkpoint is saved apart from the rows, before them': CheckpointFirst,
  'a second projector is not fenced': NotFenced,
  'a correction counts beside what it corrects': AddsCorrections,
};

/** Mistakes of the read side. */
export const foldBugs: readonly Bug[] = Object.entries(planted).map(([name, Planted]) => ({
  name,
  plant: { fold: (tables) => new Planted(tables) },
  breaks: ['the fold is exact'],
}));
