/**
 * The contract's rule for every string: so many code points, and no control character, noncharacter or lone surrogate.
 * Answers what is wrong, or null.
 */
export function faultInText(text: string, maxCodePoints: number): string | null {
  const length = text.length;
  if (length === 0) return 'is empty';
  for (let at = 0; at < length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x20 || unit > 0x7e) return faultInUnicode(text, maxCodePoints);
  }
  return length > maxCodePoints ? `is longer than ${maxCodePoints} characters` : null;
}

function faultInUnicode(text: string, maxCodePoints: number): string | null {
  let codePoints = 0;
  let tooLong = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.codePointAt(at)!;
    if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) return `holds the control character ${shown(code)}`;
    if (code >= 0xd800 && code <= 0xdfff) return `holds the lone surrogate ${shown(code)}`;
    if ((code & 0xfffe) === 0xfffe || (code >= 0xfdd0 && code <= 0xfdef))
      return `holds the noncharacter ${shown(code)}`;
    if (code > 0xffff) at++;
    codePoints++;
    if (codePoints > maxCodePoints) tooLong = true;
  }
  return tooLong ? `is longer than ${maxCodePoints} characters` : null;
}

function shown(code: number): string {
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
