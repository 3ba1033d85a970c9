/** An entry's length stands in two bytes. */
export const MAX_ENTRY_BYTES = 65_535;
/** 256 of the largest entries. */
export const MAX_BUNDLE_BYTES = 256 * (2 + MAX_ENTRY_BYTES);

/** Each entry behind its length, a big-endian uint16. @throws RangeError an entry is too large */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  const bytes = Buffer.allocUnsafe(entries.reduce((sum, entry) => sum + 2 + entry.length, 0));
  let at = 0;
  for (const entry of entries) {
    if (entry.length > MAX_ENTRY_BYTES) throw new RangeError(`an entry of ${entry.length} bytes: 65,535 is the most`);
    at = bytes.writeUInt16BE(entry.length, at);
    bytes.set(entry, at);
    at += entry.length;
  }
  return bytes;
}

export type BundleFault = 'been cut short' | 'more bytes than its entries';

/** The bundle's first `count` entries, as views; `exactly` says that nothing may follow them. */
export function decodeBundle(
  bytes: Uint8Array,
  count: number,
): { readonly entries: readonly Uint8Array[] } | { readonly fault: BundleFault; readonly entry: number } {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (entries.length < count) {
    const length = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
    const end = at + 2 + length;
    if (end > bytes.length) return { fault: 'been cut short', entry: entries.length };
    entries.push(bytes.subarray(at + 2, end));
    at = end;
  }
  return at === bytes.length ? { entries } : { fault: 'more bytes than its entries', entry: count - 1 };
}
