import { CliFailure, EXIT } from '../failure.js';
import { grouped } from '../output/numbers.js';
import type { Terminal } from '../output/terminal.js';
import type { RebuildReport } from '../rebuild/rebuild-report.js';
import { NobodyThere, requestRebuild } from '../rebuild/request-rebuild.js';

export interface RebuildCommand {
  /** The projector; undefined: the one of this machine's settings, or its tables when it does not run. */
  readonly to?: string;
  readonly defaultTo: string;
  /** Only fold beside and compare: the live tables stay. */
  readonly compare?: true;
  readonly token?: string;
}

/** `tallystick rebuild`. @returns the exit code: 1 when the rebuilt tables differ from the live ones */
export async function rebuild(terminal: Terminal, options: RebuildCommand): Promise<number> {
  const report = await rebuilt(terminal, options);
  reportText(report).forEach(terminal.say);
  terminal.document(report);
  return report.equal ? EXIT.ok : EXIT.incomplete;
}

async function rebuilt(terminal: Terminal, { to, defaultTo, compare, token }: RebuildCommand): Promise<RebuildReport> {
  const url = to ?? defaultTo;
  const swap = compare !== true;
  try {
    terminal.note(`asking the projector at ${url}`);
    return { by: url, ...(await requestRebuild({ url, token, swap, onState: terminal.note })) };
  } catch (error) {
    if (!(error instanceof NobodyThere)) throw error;
    if (to !== undefined)
      throw new CliFailure(`no projector answers at ${to} (${error.message}): start it with "npm start"`);
  }
  const { rebuildHere } = await import('../rebuild/rebuild-here.js');
  const progress = (folded: number) => terminal.note(`folded ${grouped(folded)} events`);
  terminal.note('no projector runs: opening the tables here');
  const { equal, swapped, before, after, at } = await rebuildHere(swap, progress);
  return { by: 'this command', equal, swapped, before, after, position: String(at.position), logSize: at.logSize };
}

function reportText({ by, equal, swapped, before, after, logSize }: RebuildReport): string[] {
  const differing = Object.keys({ ...before.tables, ...after.tables }).filter(
    (table) => before.tables[table] !== after.tables[table],
  );
  return [
    `${equal ? 'EQUAL' : 'DIFFERENT'}: the whole ledger (${grouped(logSize)} events) folded anew by ${by}`,
    `  before  ${before.digest}`,
    `  after   ${after.digest}`,
    ...(differing.length === 0 ? [] : [`  tables that differ: ${differing.join(', ')}`]),
    swapped ? 'The new tables are in place.' : 'The live tables were left as they are.',
  ];
}
