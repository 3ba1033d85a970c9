/**
 * Compares two texts by their UTF-8 bytes, as PostgreSQL's `COLLATE "C"` does, without encoding them. UTF-8 orders by
 * code point; UTF-16 differs only in that surrogates (above U+FFFF) sort before U+E000-FFFF.
 */
export function compareUtf8(one: string, other: string): number {
  const shared = Math.min(one.length, other.length);
  for (let at = 0; at < shared; at++) {
    const a = one.charCodeAt(at);
    const b = other.charCodeAt(at);
    if (a !== b) return codePointOrder(a) - codePointOrder(b);
  }
  return one.length - other.length;
}

function codePointOrder(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
