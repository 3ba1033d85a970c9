const FEMTO_PER_USD = 1_000_000_000_000_000n;
const DECIMALS = 15;

/** Money as the contract writes it: USD as a decimal string, exact, without trailing zeros. */
export function usdText(femtoUsd: bigint): string {
  const sign = femtoUsd < 0n ? '-' : '';
  const size = femtoUsd < 0n ? -femtoUsd : femtoUsd;
  const fraction = String(size % FEMTO_PER_USD)
    .padStart(DECIMALS, '0')
    .replace(/0+$/, '');
  return `${sign}${size / FEMTO_PER_USD}${fraction === '' ? '' : `.${fraction}`}`;
}
