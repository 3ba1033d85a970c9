/** One of each kind that no string of a usage event may hold. */
export const FORBIDDEN_CHARACTERS: readonly [string, string][] = [
  ['U+0000', '\u0000'],
  ['U+001F', '\u001f'],
  ['U+007F', '\u007f'],
  ['U+009F', '\u009f'],
  ['U+FDD0', '\ufdd0'],
  ['U+FFFF', '\uffff'],
  ['U+1FFFE', '\u{1fffe}'],
  ['a lone high surrogate', '\ud800'],
  ['a lone low surrogate', '\udc00'],
];
