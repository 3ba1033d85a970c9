import type { Progress } from '../output/progress.js';
import type { UsageItem, UsageReading } from '../reading/usage-reading.js';
import { ImportTally, type ImportSummary } from './import-summary.js';
import { LedgerAway, type EventResult, type LedgerClient } from './ledger-client.js';
import { sendBatch } from './send-batch.js';

/** The ledger takes up to 1,000 events and 4 MiB; smaller batches keep its answers quick. */
const BATCH_EVENTS = 500;
const BATCH_BYTES = 2 << 20;
const IN_FLIGHT = 4;
const MB = 1_000_000;

/** Reads and sends at once: a few batches are on their way while the next is read, never more. */
export async function sendUsage(
  reading: UsageReading,
  client: LedgerClient,
  format: string,
  progress: Progress,
  onAgain: (reason: string) => void,
): Promise<ImportSummary> {
  const { report } = reading;
  const tally = new ImportTally();
  const started = performance.now();
  const inFlight = new Set<Promise<void>>();
  let failure: unknown;
  let batch: UsageItem[] = [];
  let batchBytes = 0;

  const again = (reason: string) => {
    tally.resent += 1;
    onAgain(reason);
  };
  const show = () => {
    const rejected = tally.rejected === 0 ? '' : `, ${tally.rejected} rejected`;
    progress.at(
      report.bytesTotal === 0 ? tally.answered : Math.round(report.bytesRead / MB),
      `${tally.answered} events sent${rejected}`,
    );
  };
  const send = async (events: readonly UsageItem[]) => {
    let unanswered = events.length;
    const answered = (item: UsageItem, result: EventResult) => {
      unanswered -= 1;
      tally.add(item, result);
    };
    try {
      await sendBatch(client, events, { answered, again });
    } catch (error) {
      failure ??= error;
      tally.unsent += unanswered;
    }
    show();
  };
  const dispatch = async () => {
    const sending = send(batch);
    batch = [];
    batchBytes = 0;
    inFlight.add(sending);
    void sending.finally(() => inFlight.delete(sending));
    if (inFlight.size >= IN_FLIGHT) await Promise.race(inFlight);
  };

  if (report.bytesTotal === 0) progress.start('Importing', null, 'events');
  else progress.start('Importing', Math.ceil(report.bytesTotal / MB), 'MB');
  try {
    reading: for await (const items of reading.items()) {
      for (const item of items) {
        if (item.kind === 'refused') {
          tally.refuse(item);
          continue;
        }
        const bytes = Buffer.byteLength(item.json);
        if (batch.length >= BATCH_EVENTS || (batch.length > 0 && batchBytes + bytes > BATCH_BYTES)) await dispatch();
        batch.push(item);
        batchBytes += bytes;
        if (failure !== undefined) break reading;
      }
      show();
    }
    if (failure === undefined && batch.length > 0) await dispatch();
  } finally {
    await Promise.all(inFlight);
    progress.end();
  }
  if (failure !== undefined && !(failure instanceof LedgerAway)) throw failure;
  if (failure !== undefined) {
    tally.unsent += batch.length;
    tally.stopped = failure.message;
  }
  return tally.summary(format, client.url, report, Math.round(performance.now() - started) / 1_000);
}
