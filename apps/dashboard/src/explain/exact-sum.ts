import type { Amount } from '../api/answers.js';

/** A cost has 15 decimals at most: tokens times nano-dollars a million. */
const DECIMALS = 15;

/** The sum of decimal numbers, exact; null among them counts nothing. */
export function exactSum(amounts: readonly (Amount | null)[]): string {
  const sum = amounts.reduce<bigint>((total, amount) => total + (amount === null ? 0n : scaled(amount)), 0n);
  const digits = (sum < 0n ? -sum : sum).toString().padStart(DECIMALS + 1, '0');
  const fraction = digits.slice(-DECIMALS).replace(/0+$/, '');
  return `${sum < 0n ? '-' : ''}${digits.slice(0, -DECIMALS)}${fraction === '' ? '' : `.${fraction}`}`;
}

export const sameAmount = (a: Amount, b: Amount): boolean => scaled(a) === scaled(b);

function scaled(amount: Amount): bigint {
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d{1,15}))?$/.exec(String(amount)) ?? [];
  if (whole === undefined) throw new RangeError(`${amount} is no decimal number`);
  const size = BigInt(whole + fraction.padEnd(DECIMALS, '0'));
  return sign === '-' ? -size : size;
}
