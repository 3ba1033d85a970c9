import type { ImportSummary } from '../sending/import-summary.js';
import type { PublishSummary } from '../sending/publish-usage.js';
import type { Rejection } from '../sending/rejections.js';
import { grouped } from './numbers.js';

/** An import's summary for people. */
export function importText(summary: ImportSummary): string[] {
  const { files, lines, seconds, skipped, rejections } = summary;
  const read = files === 0 ? '' : ` from ${grouped(lines)} lines in ${grouped(files)} file${files === 1 ? '' : 's'}`;
  return [
    `Imported ${summary.format}${read} into ${summary.to} in ${seconds.toFixed(1)} s`,
    `  recorded   ${grouped(summary.recorded)}`,
    `  duplicate  ${grouped(summary.duplicate)}${duplicateNote(summary)}`,
    `  rejected   ${grouped(summary.rejected)}`,
    `  open       ${grouped(summary.open)}${summary.open === 0 ? '' : '  (no end yet: import again later)'}`,
    ...skippedText(skipped),
    ...rejectionsText(rejections),
    ...(summary.stopped === null ? [] : [stoppedLine(summary)]),
  ];
}

/** A publish's summary for people. */
export function publishText(summary: PublishSummary, topic: string): string[] {
  const { files, lines, seconds } = summary;
  return [
    `Published ${summary.format} from ${grouped(lines)} lines in ${grouped(files)} file${files === 1 ? '' : 's'} to topic ${topic} in ${seconds.toFixed(1)} s`,
    `  published  ${grouped(summary.published)}`,
    `  rejected   ${grouped(summary.rejected)}`,
    `  open       ${grouped(summary.open)}${summary.open === 0 ? '' : '  (no end yet: publish again later)'}`,
    ...skippedText(summary.skipped),
    ...rejectionsText(summary.rejections),
  ];
}

function skippedText(skipped: Readonly<Record<string, number>>): string[] {
  const reasons = Object.entries(skipped).map(([reason, count]) => `${grouped(count)} ${reason}`);
  return reasons.length === 0 ? [] : [`  skipped    ${reasons.join(', ')}`];
}

function rejectionsText(rejections: readonly Rejection[]): string[] {
  return rejections.flatMap(({ code, count, examples }) => [
    `rejected ${code}: ${grouped(count)}`,
    ...examples.map(({ place, detail, field }) => `  ${place}: ${field === undefined ? '' : `${field}: `}${detail}`),
  ]);
}

function duplicateNote({ duplicate, resent }: ImportSummary): string {
  return duplicate > 0 && resent > 0 ? '  (some may be of this import: batches were sent again)' : '';
}

function stoppedLine({ unsent, to, stopped }: ImportSummary): string {
  return (
    `stopped: ${to} stayed away (${stopped}); ${grouped(unsent)} events unsent and the rest unread. ` +
    'Run the same command again when the ledger is back: nothing counts twice.'
  );
}
