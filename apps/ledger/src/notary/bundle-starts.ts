import { open, type FileHandle } from 'node:fs/promises';
import { START, type Position } from '@tallystick/ledger-store';

const RECORD_BYTES = 8;

/**
 * Where in the ledger each bundle of 256 leaves begins: a record a bundle, the position of the last leaf before it,
 * 8 bytes big-endian. It turns positions into leaf indexes and back, for 32 bytes a thousand events. Made from the
 * ledger again when it is gone or wrong.
 */
export class BundleStarts {
  readonly #pending: Position[] = [];
  #durable: number;

  private constructor(
    private readonly file: FileHandle,
    size: number,
  ) {
    this.#durable = Math.floor(size / RECORD_BYTES);
  }

  static async open(path: string): Promise<BundleStarts> {
    // Opened for both without truncating; made when missing.
    const file = await open(path, 'a').then(async (made) => (await made.close(), open(path, 'r+')));
    return new BundleStarts(file, (await file.stat()).size);
  }

  /** Records on disk and not yet. */
  get length(): number {
    return this.#durable + this.#pending.length;
  }

  async at(bundle: number): Promise<Position | undefined> {
    if (bundle >= this.#durable) return this.#pending[bundle - this.#durable];
    return readRecord(this.file, bundle);
  }

  /** The next bundle begins behind `after`. Durable after `flush`. */
  push(after: Position): void {
    this.#pending.push(after);
  }

  /** Forgets all from this bundle on. */
  async cutTo(bundles: number): Promise<void> {
    this.#pending.length = Math.max(0, Math.min(this.#pending.length, bundles - this.#durable));
    if (bundles >= this.#durable) return;
    await this.file.truncate(bundles * RECORD_BYTES);
    this.#durable = bundles;
  }

  async flush(): Promise<void> {
    if (this.#pending.length === 0) return;
    const records = Buffer.alloc(this.#pending.length * RECORD_BYTES);
    this.#pending.forEach((position, i) => records.writeBigUInt64BE(position, i * RECORD_BYTES));
    await this.file.write(records, 0, records.length, this.#durable * RECORD_BYTES);
    await this.file.datasync();
    this.#durable += this.#pending.length;
    this.#pending.length = 0;
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

/**
 * The last of the first `bundles` bundles that can hold `position`, for any process that reads the file.
 * @returns undefined when the file does not reach that far
 */
export async function bundleOf(
  path: string,
  position: Position,
  bundles: number,
): Promise<{ readonly bundle: number; readonly after: Position } | undefined> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (file === undefined) return undefined;
  try {
    let found = { bundle: 0, after: START };
    for (let low = 0, high = bundles - 1; low <= high;) {
      const bundle = Math.floor((low + high) / 2);
      const after = await readRecord(file, bundle);
      if (after === undefined) return undefined;
      if (after < position) {
        found = { bundle, after };
        low = bundle + 1;
      } else {
        high = bundle - 1;
      }
    }
    return found;
  } finally {
    await file.close();
  }
}

async function readRecord(file: FileHandle, bundle: number): Promise<Position | undefined> {
  const record = Buffer.alloc(RECORD_BYTES);
  const { bytesRead } = await file.read(record, 0, RECORD_BYTES, bundle * RECORD_BYTES);
  return bytesRead === RECORD_BYTES ? (record.readBigUInt64BE() as Position) : undefined;
}
