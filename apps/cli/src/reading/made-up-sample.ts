import { sampleUsage } from '@tallystick/samples';
import { emptyReport, type ReadItem, type UsageReading } from './usage-reading.js';

const GROUP = 500;

/** A made-up company's usage up to now; by its source, subjects and team names it says that it is made up. */
export function madeUpSample(endMs: number): UsageReading {
  const report = emptyReport(0, 0);
  return {
    report,
    async *items() {
      let group: ReadItem[] = [];
      for (const event of sampleUsage({ endMs })) {
        report.lines += 1;
        const { source, id } = event;
        const place = { file: 'sample', line: report.lines };
        group.push({ kind: 'event', json: JSON.stringify(event), source, id, place });
        if (group.length === GROUP) {
          yield group;
          group = [];
        }
      }
      if (group.length > 0) yield group;
    },
  };
}
