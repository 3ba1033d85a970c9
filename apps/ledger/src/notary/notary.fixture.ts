import { canonicalJson } from '@tallystick/events';
import { loadSettings } from '@tallystick/platform';
import type { LedgerEvent, LedgerStore, NewEvent, NonEmpty, Revision } from '@tallystick/ledger-store';
import { fsck, logFolder } from '@tallystick/transparency';
import { tempDir, type TempDir } from '@tallystick/testing';
import { randomUUID } from 'node:crypto';
import { openLogParts, type LogParts } from './log-parts.js';
import { NotaryKeeper, type KeeperLimits } from './notary-keeper.js';
import type { NotaryObserver } from './notary-observer.js';
import type { PublishedCheckpoint } from './published-log.js';

/** Remembers all that it is told. */
export class RecordingObserver implements NotaryObserver {
  readonly checkpoints: PublishedCheckpoint[] = [];
  readonly coverMs: number[] = [];
  readonly stops: (string | null)[] = [];
  passes = 0;
  foreignEvents = 0;
  readonly witnessFailures: string[] = [];
  opened(): void {}
  published(checkpoint: PublishedCheckpoint, coverMs: number | null): void {
    this.checkpoints.push(checkpoint);
    if (coverMs !== null) this.coverMs.push(coverMs);
  }
  behind(): void {}
  foreign(events: number): void {
    this.foreignEvents += events;
  }
  audited(): void {}
  auditPassed(): void {
    this.passes += 1;
  }
  witnessFailed(name: string): void {
    this.witnessFailures.push(name);
  }
  stopped(reason: string | null): void {
    this.stops.push(reason);
  }
  get stop(): string | null | undefined {
    return this.stops.at(-1);
  }
}

export interface LogFolder extends AsyncDisposable {
  readonly dir: TempDir;
  parts(env?: Readonly<Record<string, string>>): Promise<LogParts>;
}

export async function logFolderOf(): Promise<LogFolder> {
  const dir = await tempDir('notary');
  const parts = (env: Readonly<Record<string, string>> = {}) =>
    openLogParts(loadSettings({ TALLYSTICK_DATA_DIR: dir.path, ...env }, { workingDir: dir.path }));
  return { dir, parts, [Symbol.asyncDispose]: () => dir.remove() };
}

const QUICK: KeeperLimits = { standbyMs: 20, firstRetryMs: 20, maxRetryMs: 100 };

/** A notary at work on the folder. */
export async function startKeeper(store: LedgerStore, parts: LogParts) {
  const observer = new RecordingObserver();
  const keeper = new NotaryKeeper(store, parts, observer, QUICK);
  keeper.start();
  return { keeper, observer };
}

export async function appendEvents(store: LedgerStore, stream: string, from: number, to: number): Promise<void> {
  const events = Array.from({ length: to - from }, (_, i) => newEvent(from + i));
  const expected = from === 0 ? 'no-stream' : (BigInt(from - 1) as Revision);
  for (let at = 0; at < events.length; at += 1_000) {
    const some = events.slice(at, at + 1_000) as unknown as NonEmpty<NewEvent>;
    await store.append(stream, some, at === 0 ? expected : (BigInt(from + at - 1) as Revision));
  }
}

const newEvent = (n: number): NewEvent => ({
  id: randomUUID(),
  type: 'UsageRecorded',
  data: canonicalJson({ n }),
  metadata: canonicalJson({ recordedAt: new Date().toISOString(), schema: 1 }),
});

/** The same ledger, with one event's bytes changed behind everybody's back. */
export function withChangedEvent(store: LedgerStore, at: bigint): LedgerStore {
  const changed = (event: LedgerEvent): LedgerEvent => {
    if (event.position !== at) return event;
    const entry = Buffer.from(Buffer.from(event.entry).toString().replace('"schema":1', '"schema":2'));
    return Object.create(event, { entry: { value: entry } }) as LedgerEvent;
  };
  return new Proxy(store, {
    get(target, name) {
      if (name === 'readAll') {
        return async (options: Parameters<LedgerStore['readAll']>[0]) => {
          const page = await target.readAll(options);
          return { ...page, events: page.events.map(changed) };
        };
      }
      const value = Reflect.get(target, name) as unknown;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** Everything that the folder serves, checked from end to end. @returns the entries */
export async function checkedEntries(parts: LogParts): Promise<Buffer[]> {
  const checkpoint = await parts.published.latest();
  const entries: Buffer[] = [];
  const files = logFolder(parts.published.dir);
  const { size, root } = checkpoint!;
  await fsck({
    files,
    size,
    root,
    onEntries: (_, some) => void entries.push(...some.map((entry) => Buffer.from(entry))),
  });
  return entries;
}
