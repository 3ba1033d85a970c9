import { resolve } from 'node:path';
import { boardText } from '../demo/board-text.js';
import { firstBoards, type Boards } from '../demo/boards.js';
import { demoEnvironment, type DemoEnvironment } from '../demo/demo-environment.js';
import { declareRosters } from '../demo/declare-rosters.js';
import { demoInput, type DemoChoice, type DemoInput } from '../demo/demo-input.js';
import { CliFailure, EXIT } from '../failure.js';
import { grouped } from '../output/numbers.js';
import { progressFor } from '../output/progress.js';
import { importText } from '../output/summary-text.js';
import type { Terminal } from '../output/terminal.js';
import { pricedFirst } from '../prices/priced-first.js';
import { seedNames } from '../prices/seed-prices.js';
import type { ImportSummary } from '../sending/import-summary.js';
import { LedgerClient } from '../sending/ledger-client.js';
import { sendUsage } from '../sending/send-usage.js';
import { DEFAULT_LEDGER_PORT, DEFAULT_PROJECTOR_PORT } from '../services/addresses.js';
import { startLocalServices, type LocalServices } from '../services/local-services.js';
import { awaitSignal, type SignalWait } from '../services/until-signal.js';

export interface DemoOptions extends DemoChoice {
  readonly dataDir?: string;
  /** End after the board instead of at Ctrl-C. */
  readonly exit?: true;
}

/** `tallystick demo`: both services on a fresh folder, some usage, and a first leaderboard. */
export async function demo(terminal: Terminal, options: DemoOptions): Promise<number> {
  // Looked at first: a wrong path shall not wait for two services.
  const input = await demoInput(options, Date.now());
  const place = await demoEnvironment(options.dataDir === undefined ? undefined : resolve(options.dataDir));
  const signal = awaitSignal();
  let ended = false;
  try {
    const services = await start(terminal, place, signal);
    try {
      const shown = show(terminal, options, input, place, services).then(() => true);
      ended = !(await Promise.race([shown, signal.received.then(() => false)]));
      if (!ended && options.exit !== true) await signal.received;
    } finally {
      await services.supervisor.stop();
    }
  } catch (error) {
    if (!signal.seen()) throw error;
  } finally {
    await place.remove();
    signal.release();
  }
  // Ctrl-C in the middle of the import: it would go on trying to reach the ledger.
  if (ended) process.exit(EXIT.ok);
  return EXIT.ok;
}

async function start(terminal: Terminal, place: DemoEnvironment, signal: SignalWait): Promise<LocalServices> {
  if (place.ledger.port !== DEFAULT_LEDGER_PORT || place.projector.port !== DEFAULT_PROJECTOR_PORT) {
    terminal.note(`port ${DEFAULT_LEDGER_PORT} or ${DEFAULT_PROJECTOR_PORT} is taken: the demo uses free ones`);
  }
  terminal.note('Starting the ledger and the projector ...');
  return startLocalServices({
    ...place,
    cwd: place.workingDir,
    // The services' logs would bury the board; trouble is in their health answers.
    onLine: () => undefined,
    note: terminal.warn,
    stopping: signal.received,
  });
}

async function show(
  terminal: Terminal,
  options: DemoOptions,
  input: DemoInput,
  place: DemoEnvironment,
  { ledgerUrl, projectorUrl }: LocalServices,
): Promise<void> {
  await declareRosters(ledgerUrl, input.teams);
  terminal.note(`Importing: ${input.title}`);
  const client = new LedgerClient(ledgerUrl, undefined);
  const reading = pricedFirst(input.reading, (names) => seedNames({ url: ledgerUrl }, names));
  const summary = await sendUsage(reading, client, input.format, progressFor(terminal), terminal.note);
  if (summary.stopped !== null) throw new CliFailure(`the import ended early: ${summary.stopped}`);
  importText(summary).forEach(terminal.note);
  const boards = await firstBoards(projectorUrl, summary.lastPosition);
  showBoards(terminal, input, summary, boards);
  terminal.say(`ledger     ${ledgerUrl}`);
  terminal.say(`projector  ${projectorUrl}`);
  terminal.say(`data       ${place.dataDir}${options.dataDir === undefined ? '  (removed at the end)' : ''}`);
  if (options.exit !== true) lookFurther(ledgerUrl, projectorUrl).forEach(terminal.say);
  terminal.document({
    ledger: ledgerUrl,
    projector: projectorUrl,
    dataDir: place.dataDir,
    input: input.title,
    import: summary,
    ...boards,
  });
}

function showBoards(terminal: Terminal, input: DemoInput, summary: ImportSummary, boards: Boards): void {
  terminal.say(`\n${input.title}`);
  for (const board of boards.boards) terminal.say(boardText(board, terminal.colour));
  terminal.say(`total      ${grouped(boards.tokens ?? 0)} tokens in ${grouped(boards.events ?? 0)} events`);
  if (summary.duplicate > 0) {
    terminal.say(`           ${grouped(summary.duplicate)} events were sent again and counted once`);
  }
  if (boards.empty.length > 0)
    terminal.say(`           the input states no ${boards.empty.join(' and no ')}: no such board`);
}

function lookFurther(ledgerUrl: string, projectorUrl: string): string[] {
  return [
    `\nOpen ${projectorUrl}/ in a browser: the dashboard.`,
    '\nLook further:',
    `  curl '${projectorUrl}/v1/leaderboards/actors?metric=output&window=week'`,
    `  curl '${projectorUrl}/v1/leaderboards/teams?metric=cost'`,
    `  curl '${projectorUrl}/v1/usage?granularity=week&by=models'`,
    `  curl '${projectorUrl}/v1/events?limit=5'`,
    `  curl '${ledgerUrl}/v1/history?limit=5'`,
    `  every endpoint: ${ledgerUrl}/docs and ${projectorUrl}/docs`,
    'Ctrl-C ends the demo.',
  ];
}
