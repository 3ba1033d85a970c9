/** What was received does not have the form that its standard wants: nothing in it is believed. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
}

const MAX_SIZE_DIGITS = 16;

/** Decimal, without leading zeros, exact. @throws Malformed */
export function wholeNumber(text: string): number {
  const number = /^(?:0|[1-9]\d*)$/.test(text) && text.length <= MAX_SIZE_DIGITS ? Number(text) : NaN;
  if (!Number.isSafeInteger(number)) throw new Malformed(`${JSON.stringify(text.slice(0, 80))} is not a size`);
  return number;
}
