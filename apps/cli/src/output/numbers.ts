/** 1234567 -> 1,234,567. Takes decimal strings, as token sums beyond 2^53-1 are. */
export function grouped(value: number | string | bigint): string {
  return String(value).replaceAll(/\B(?=(\d{3})+(?!\d))/g, ',');
}
