import { SUBJECTS } from '@tallystick/read-models';
import { auditLog } from '../audit/audit-log.js';
import { logSource } from '../audit/log-source.js';
import { verifierKeys } from '../audit/verifier-keys.js';
import { exitCodeOf, NotChecked, verdictOf } from '../audit/verdict.js';
import { boardText } from '../demo/board-text.js';
import { EXIT } from '../failure.js';
import { grouped } from '../output/numbers.js';
import { progressFor } from '../output/progress.js';
import type { Terminal } from '../output/terminal.js';
import { ownKeys } from '../recount/own-key.js';
import { RecountTables } from '../recount/recount-tables.js';

export interface RecountOptions {
  readonly log: string;
  /** Entries to count; default: all. */
  readonly size?: number;
  readonly key?: string;
  readonly timeZone: string;
  readonly token?: string;
}

/**
 * `tallystick recount`: checks the log and folds the same bytes from scratch. Nothing is printed of a log that is not
 * sound. @returns like `verify`
 */
export async function recount(terminal: Terminal, options: RecountOptions): Promise<number> {
  try {
    return await counted(terminal, options);
  } catch (error) {
    const verdict = verdictOf(error);
    terminal.say(verdict.sentence);
    terminal.document({ ...verdict, log: options.log });
    return exitCodeOf(verdict);
  }
}

async function counted(terminal: Terminal, { log, size, key, timeZone, token }: RecountOptions): Promise<number> {
  const source = logSource(log, token);
  const keys = key === undefined ? await ownKeys(log, source) : verifierKeys(key);
  await using tables = await RecountTables.open(timeZone);
  const progress = progressFor(terminal);
  let entriesCounted = 0;
  try {
    await auditLog({
      // The ledger beside it is not asked: what is counted is the log.
      source: { files: source.files },
      keys,
      onStart: ({ size: there }) => {
        entriesCounted = size ?? there;
        if (entriesCounted > there)
          throw new NotChecked(`the log has ${grouped(there)} entries, not ${grouped(entriesCounted)}`);
        progress.start('counting', there, 'entries');
      },
      onProgress: (entries) => progress.at(entries, source.files.place),
      onEntries: (first, entries) => tables.add(first, entries.slice(0, Math.max(0, entriesCounted - first))),
    });
  } finally {
    progress.end();
  }
  const { digest, tables: byTable } = await tables.digest();
  const boards = [];
  for (const subject of SUBJECTS) boards.push(await tables.board(subject));
  terminal.say(`Counted ${grouped(entriesCounted)} entries of ${log}, each checked against the log's signed root.`);
  for (const board of boards) terminal.say(boardText(board, terminal.colour));
  terminal.say(`digest ${digest}`);
  terminal.document({ log, size: entriesCounted, digest, tables: byTable, leaderboards: boards });
  return EXIT.ok;
}
