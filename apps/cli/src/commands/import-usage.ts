import { EXIT } from '../failure.js';
import { importText } from '../output/summary-text.js';
import { progressFor } from '../output/progress.js';
import type { Terminal } from '../output/terminal.js';
import { openReading, type Format } from '../reading/open-reading.js';
import type { UsageReading } from '../reading/usage-reading.js';
import { LedgerClient } from '../sending/ledger-client.js';
import { sendUsage } from '../sending/send-usage.js';

export interface ImportOptions {
  readonly format: Format;
  readonly to: string;
  readonly subject?: string;
  readonly token?: string;
  /** Lists the public price of each model that is met. */
  readonly prices?: true;
}

/** `tallystick import`. @returns the exit code: 1 when something was rejected or not sent */
export async function importUsage(
  terminal: Terminal,
  paths: readonly string[],
  options: ImportOptions,
): Promise<number> {
  const read = await openReading(options.format, paths, options.subject);
  const client = new LedgerClient(options.to, options.token);
  await client.assertRunning();
  const reading = options.prices === true ? await priced(read, options) : read;
  const summary = await sendUsage(reading, client, options.format, progressFor(terminal), (reason) =>
    terminal.note(`the ledger took not everything (${reason}): sending again`),
  );
  importText(summary).forEach(terminal.say);
  terminal.document(summary);
  return summary.rejected > 0 || summary.unsent > 0 || summary.stopped !== null ? EXIT.incomplete : EXIT.ok;
}

/** The prices' package is loaded for those who want it. */
async function priced(reading: UsageReading, { to, token }: ImportOptions): Promise<UsageReading> {
  const [{ pricedFirst }, { seedNames }] = await Promise.all([
    import('../prices/priced-first.js'),
    import('../prices/seed-prices.js'),
  ]);
  return pricedFirst(reading, (names) => seedNames({ url: to, token }, names));
}
