import { parseCheckpointText } from '../checkpoint/checkpoint.js';
import { treeSize, type Hash, type TreeSize } from '../merkle/hash.js';
import { parseNote } from '../notes/note.js';
import { encodeNote } from '../notes/sign-note.js';
import { askWitness, type WitnessFailed } from './ask-witness.js';
import type { WitnessAddress } from './witness-address.js';

export interface CosigningOptions {
  readonly witnesses: readonly WitnessAddress[];
  readonly consistencyProof: (oldSize: TreeSize, size: TreeSize) => Promise<readonly Hash[]>;
  /**
   * A checkpoint with the cosignatures that it has by now; `complete` when every witness has signed it. Called one after
   * the other, and waited for.
   */
  readonly onCosigned: (cosigned: CosignedCheckpoint) => Promise<void> | void;
  /** A witness could not be won over: WitnessFailed, or whatever the proof or `onCosigned` threw. It is asked again. */
  readonly onFailed: (witness: WitnessAddress, error: WitnessFailed | Error) => void;
  readonly timeoutMs?: number;
  readonly retryMs?: number;
}

export interface CosignedCheckpoint {
  readonly size: TreeSize;
  readonly note: Uint8Array;
  readonly complete: boolean;
}

/** Beside the newest checkpoint: the last one that every witness has cosigned. */
export const COSIGNED_PATH = 'checkpoint.cosigned';

const TIMEOUT_MS = 10_000;
const RETRY_MS = 15_000;

interface Offer {
  readonly checkpoint: Uint8Array;
  readonly text: string;
  readonly size: TreeSize;
  /** By witness. */
  readonly lines: Map<WitnessAddress, readonly string[]>;
}

/**
 * Asks witnesses for cosignatures, beside whatever publishes the checkpoints: each witness has one request under way and
 * then gets the newest checkpoint, those between are passed over. A witness that is away delays nobody.
 */
export class Cosigning {
  #newest: Offer | undefined;
  #delivery: Promise<void> = Promise.resolve();
  readonly #stop = new AbortController();
  readonly #seats: Seat[];

  constructor(private readonly options: CosigningOptions) {
    this.#seats = options.witnesses.map((witness) => ({
      witness,
      oldSize: treeSize(0),
      asked: undefined,
      running: undefined,
    }));
  }

  /** @param checkpoint the signed note; cosignatures that it brings along are kept. @throws NoteRefused malformed */
  offer(checkpoint: Uint8Array): void {
    if (this.#stop.signal.aborted) return;
    const { text } = parseNote(checkpoint);
    const { size } = parseCheckpointText(text);
    if (this.#newest !== undefined && this.#newest.text === text) return;
    this.#newest = { checkpoint, text, size, lines: new Map() };
    for (const seat of this.#seats) seat.running ??= this.#serve(seat);
  }

  /** Ends what is under way and waits for it. */
  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#seats.map(async ({ running }) => running));
    await this.#delivery;
  }

  /** Asks one witness until it has signed the newest checkpoint. */
  async #serve(seat: Seat): Promise<void> {
    while (!this.#stop.signal.aborted && this.#newest !== undefined && this.#newest !== seat.asked) {
      const offer = this.#newest;
      try {
        await this.#ask(seat, offer);
        seat.asked = offer;
      } catch (error) {
        if (this.#stop.signal.aborted) break;
        this.options.onFailed(seat.witness, error as Error);
        await pause(this.options.retryMs ?? RETRY_MS, this.#stop.signal);
      }
    }
    seat.running = undefined;
  }

  async #ask(seat: Seat, offer: Offer): Promise<void> {
    const { consistencyProof, timeoutMs = TIMEOUT_MS } = this.options;
    const { checkpoint, size } = offer;
    const { signal } = this.#stop;
    const { witness, oldSize } = seat;
    const lines = await askWitness({ witness, checkpoint, size, oldSize, consistencyProof, timeoutMs, signal });
    seat.oldSize = size;
    offer.lines.set(witness, lines);
    // One after the other: two witnesses that answer at once must not publish over each other.
    const delivered = this.#delivery.then(() => this.#deliver(offer));
    this.#delivery = delivered.catch(() => undefined);
    await delivered;
  }

  async #deliver({ checkpoint, text, size, lines }: Offer): Promise<void> {
    const added = this.options.witnesses.flatMap((witness) => lines.get(witness) ?? []);
    const { signatures } = parseNote(checkpoint);
    const note = encodeNote(text, [...new Set([...signatures.map(({ line }) => line), ...added])]);
    await this.options.onCosigned({ size, note, complete: lines.size === this.options.witnesses.length });
  }
}

/** A witness and where its requests stand. */
interface Seat {
  readonly witness: WitnessAddress;
  /** What it saw last, as far as is known; after a start it says so itself. */
  oldSize: TreeSize;
  /** The offer that it signed last. */
  asked: Offer | undefined;
  running: Promise<void> | undefined;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}
