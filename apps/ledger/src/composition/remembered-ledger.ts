import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Which ledger this instance wrote to last. A server that holds another one had its data replaced: appending there, as
 * if nothing had happened, would begin a second history.
 */
export function rememberedLedger(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

export function rememberLedger(file: string, ledgerId: string): void {
  if (rememberedLedger(file) === ledgerId) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, `${ledgerId}\n`);
  renameSync(`${file}.new`, file);
}
