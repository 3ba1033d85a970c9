import { eventKeyOf } from '@tallystick/events';
import type { KafkaPublisher } from '@tallystick/messaging';
import type { Progress } from '../output/progress.js';
import type { UsageItem, UsageReading } from '../reading/usage-reading.js';
import { Rejections, type Rejection } from './rejections.js';

const BATCH_EVENTS = 1_000;
const MB = 1_000_000;

/** What a publish did. `--json` prints exactly this, with brokers and topic. */
export interface PublishSummary {
  readonly format: string;
  readonly files: number;
  readonly lines: number;
  /** Acknowledged by every in-sync replica. Whether the ledger takes them, it says itself: see its dead letters. */
  readonly published: number;
  readonly rejected: number;
  /** Messages that wait for the next time. */
  readonly open: number;
  readonly skipped: Readonly<Record<string, number>>;
  readonly rejections: readonly Rejection[];
  readonly seconds: number;
}

/** Publishes what a reading gives, in its order, a batch at a time. */
export async function publishUsage(
  reading: UsageReading,
  publisher: KafkaPublisher,
  format: string,
  progress: Progress,
): Promise<PublishSummary> {
  const { report } = reading;
  const rejections = new Rejections();
  const started = performance.now();
  let published = 0;
  let batch: UsageItem[] = [];
  const publish = async () => {
    const records = batch.map((item) => ({ key: keyOf(item), value: Buffer.from(item.json) }));
    const tooLarge = await publisher.publish(records);
    for (const index of tooLarge) {
      const detail = 'the record is larger than the broker takes';
      rejections.add({ code: 'payload-too-large', detail }, (batch[index] as UsageItem).place);
    }
    published += batch.length - tooLarge.length;
    batch = [];
  };
  progress.start('Publishing', Math.ceil(report.bytesTotal / MB), 'MB');
  try {
    for await (const items of reading.items()) {
      for (const item of items) {
        if (item.kind === 'refused') rejections.add(item, item.place);
        else batch.push(item);
        if (batch.length === BATCH_EVENTS) await publish();
      }
      progress.at(Math.round(report.bytesRead / MB), `${published} events published`);
    }
    if (batch.length > 0) await publish();
  } finally {
    progress.end();
  }
  return {
    format,
    files: report.files,
    lines: report.lines,
    published,
    rejected: rejections.count,
    open: report.open,
    skipped: Object.fromEntries(report.skipped),
    rejections: rejections.byCode(),
    seconds: Math.round(performance.now() - started) / 1_000,
  };
}

/** The same event always meets the same partition, so one ledger instance sees its repetitions. */
function keyOf({ source, id }: UsageItem): Buffer {
  return eventKeyOf(source ?? '', id ?? '');
}
