/** Keys and small values of the ledger's databases; big-endian, so that byte order is number order. */
export const TAIL_KEY = Buffer.from('tail');

export function positionKey(position: bigint): Buffer {
  const key = Buffer.allocUnsafe(8);
  key.writeBigUInt64BE(position);
  return key;
}

export function streamKey(stream: string, revision: bigint): Buffer {
  const length = Buffer.byteLength(stream);
  const key = Buffer.allocUnsafe(length + 9);
  key.write(stream, 0, 'utf8');
  key.writeUInt8(0, length);
  key.writeBigUInt64BE(revision, length + 1);
  return key;
}

/** Whether `key` belongs to the same stream as `other`. */
export function sameStream(key: Buffer, other: Buffer): boolean {
  return key.length === other.length && key.compare(other, 0, other.length - 8, 0, key.length - 8) === 0;
}

export function revisionOf(key: Buffer): bigint {
  return key.readBigUInt64BE(key.length - 8);
}

export interface BlockPlace {
  readonly position: bigint;
  readonly count: number;
}

export function placeValue({ position, count }: BlockPlace): Buffer {
  const value = Buffer.allocUnsafe(12);
  value.writeBigUInt64BE(position, 0);
  value.writeUInt32BE(count, 8);
  return value;
}

export function readPlace(value: Buffer): BlockPlace {
  return { position: value.readBigUInt64BE(0), count: value.readUInt32BE(8) };
}
