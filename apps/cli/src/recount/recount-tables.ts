import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { START, type LedgerEvent, type Position } from '@tallystick/ledger-store';
import {
  openPgliteReadModels,
  type Digest,
  type Leaderboard,
  type ReadModels,
  type Subject,
} from '@tallystick/read-models';
import { entryEvent } from './entry-event.js';

/** Entries folded in one transaction. */
const FOLD_ENTRIES = 4_096;
const ROWS = 10;

/** Read models in a temporary folder, folded from the log's entries alone by the same fold that the service uses. */
export class RecountTables implements AsyncDisposable {
  #waiting: LedgerEvent[] = [];
  #folded: Position = START;

  private constructor(
    private readonly dir: string,
    private readonly tables: ReadModels,
    private readonly timeZone: string,
  ) {}

  static async open(timeZone: string): Promise<RecountTables> {
    const dir = await mkdtemp(join(tmpdir(), 'tallystick-recount-'));
    return new RecountTables(dir, await openPgliteReadModels({ dir, ledgerId: 'recount', timeZone }), timeZone);
  }

  /** The next entries, in order. */
  async add(first: number, entries: readonly Uint8Array[]): Promise<void> {
    this.#waiting.push(...entries.map((entry, i) => entryEvent(first + i, entry)));
    if (this.#waiting.length >= FOLD_ENTRIES) await this.#fold();
  }

  async digest(): Promise<Digest> {
    await this.#fold();
    return (await this.tables.digest()).answer;
  }

  async board(subject: Subject): Promise<Leaderboard> {
    await this.#fold();
    const { answer } = await this.tables.leaderboard({
      subject,
      metric: 'tokens',
      window: 'all',
      atMs: Date.now(),
      tz: this.timeZone,
      limit: ROWS,
    });
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.tables.close();
    await rm(this.dir, { recursive: true, force: true });
  }

  async #fold(): Promise<void> {
    const events = this.#waiting;
    this.#waiting = [];
    if (events.length > 0) this.#folded = (await this.tables.fold(this.#folded, events)).position;
  }
}
