/** What the index knows of one key. Positions are plain numbers here: no ledger comes near 2^53. */
export interface KnownIdentity {
  readonly position: number;
  readonly fingerprint: Uint8Array;
}

const KEY_BYTES = 32;
const WORDS = KEY_BYTES / 4;

/**
 * Fixed-size hash table of 32-byte keys in typed arrays (72 bytes a slot, nothing for the garbage collector). Keys are
 * SHA-256, so their first bytes are the hash. Half of the slots stay empty.
 */
export class IdentityTable {
  readonly maxEntries: number;
  private count = 0;
  private readonly mask: number;
  private readonly keys: Buffer;
  private readonly words: Uint32Array;
  private readonly fingerprints: Buffer;
  /** 0: empty slot. */
  private readonly positions: Float64Array;

  constructor(maxEntries: number) {
    const slots = 2 ** Math.ceil(Math.log2(maxEntries * 2));
    this.maxEntries = maxEntries;
    this.mask = slots - 1;
    this.keys = Buffer.allocUnsafeSlow(slots * KEY_BYTES);
    this.words = new Uint32Array(this.keys.buffer, 0, slots * WORDS);
    this.fingerprints = Buffer.allocUnsafeSlow(slots * KEY_BYTES);
    this.positions = new Float64Array(slots);
  }

  get size(): number {
    return this.count;
  }

  get full(): boolean {
    return this.count >= this.maxEntries;
  }

  find(key: Uint8Array): KnownIdentity | undefined {
    const slot = this.slotOf(key);
    const position = this.positions[slot] as number;
    return position === 0 ? undefined : { position, fingerprint: this.fingerprintAt(slot) };
  }

  /** The lower position wins. */
  add(key: Uint8Array, position: number, fingerprint: Uint8Array): void {
    const slot = this.slotOf(key);
    const known = this.positions[slot] as number;
    if (known !== 0 && known <= position) return;
    if (known === 0) {
      if (this.full) throw new RangeError('identity table is full');
      this.keys.set(key, slot * KEY_BYTES);
      this.count += 1;
    }
    this.fingerprints.set(fingerprint, slot * KEY_BYTES);
    this.positions[slot] = position;
  }

  /** Slots in the order of their keys' first four bytes: a B-tree is written far cheaper in order than at random. */
  slotsInKeyOrder(): Float64Array {
    const order = new Float64Array(this.count);
    let at = 0;
    for (let slot = 0; slot <= this.mask; slot += 1) {
      if (this.positions[slot] !== 0) order[at++] = this.keys.readUInt32BE(slot * KEY_BYTES) * 2 ** 20 + slot;
    }
    order.sort();
    for (let i = 0; i < at; i += 1) order[i] = (order[i] as number) % 2 ** 20;
    return order;
  }

  /** A view, valid until `clear`. */
  keyAt(slot: number): Buffer {
    return this.keys.subarray(slot * KEY_BYTES, (slot + 1) * KEY_BYTES);
  }

  fingerprintAt(slot: number): Buffer {
    return this.fingerprints.subarray(slot * KEY_BYTES, (slot + 1) * KEY_BYTES);
  }

  positionAt(slot: number): number {
    return this.positions[slot] as number;
  }

  clear(): void {
    this.positions.fill(0);
    this.count = 0;
  }

  private slotOf(key: Uint8Array): number {
    const first = wordOf(key, 0);
    let slot = first & this.mask;
    while (this.positions[slot] !== 0 && !(this.words[slot * WORDS] === first && this.sameKey(slot, key))) {
      slot = (slot + 1) & this.mask;
    }
    return slot;
  }

  private sameKey(slot: number, key: Uint8Array): boolean {
    for (let i = 4, at = slot * KEY_BYTES + 4; i < KEY_BYTES; i += 1, at += 1) {
      if (this.keys[at] !== key[i]) return false;
    }
    return true;
  }
}

/** In the byte order in which the machine reads `words`: little-endian on all that Node runs on here. */
function wordOf(key: Uint8Array, at: number): number {
  return (
    ((key[at] as number) |
      ((key[at + 1] as number) << 8) |
      ((key[at + 2] as number) << 16) |
      ((key[at + 3] as number) << 24)) >>>
    0
  );
}
