import { loadSettings } from '@tallystick/platform';
import { kafkaPublisher } from '@tallystick/messaging';
import { CliFailure, EXIT, failureLine } from '../failure.js';
import { progressFor } from '../output/progress.js';
import { publishText } from '../output/summary-text.js';
import type { Terminal } from '../output/terminal.js';
import { openReading, type Format } from '../reading/open-reading.js';
import { publishUsage } from '../sending/publish-usage.js';

export interface PublishOptions {
  readonly brokers: string;
  readonly topic: string;
  readonly format: Format;
  readonly subject?: string;
}

/** `tallystick publish`. @returns the exit code: 1 when something was rejected */
export async function publish(terminal: Terminal, paths: readonly string[], options: PublishOptions): Promise<number> {
  const { brokers, topic, format, subject } = options;
  const reading = await openReading(format, paths, subject);
  // The same names as the ledger's intake: KAFKA_SSL and KAFKA_SASL_* hold here, too.
  const { kafka } = loadSettings({ ...process.env, KAFKA_BROKERS: brokers, KAFKA_TOPIC: topic });
  if (kafka === null) throw new CliFailure('--brokers is empty: give host:port, comma separated');
  const publisher = await kafkaPublisher({ connection: kafka, topic });
  try {
    const summary = await publishUsage(reading, publisher, format, progressFor(terminal)).catch(notPublished);
    publishText(summary, topic).forEach(terminal.say);
    terminal.document({ brokers: kafka.brokers, topic, ...summary });
    return summary.rejected > 0 ? EXIT.incomplete : EXIT.ok;
  } finally {
    await publisher.close();
  }
}

function notPublished(error: unknown): never {
  if (error instanceof CliFailure) throw error;
  throw new CliFailure(
    `not everything is published (${failureLine(error)}): run the same command again, the ledger counts each event once`,
    EXIT.incomplete,
  );
}
