import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startProcess } from '@tallystick/testing';
import type { Scenario } from '../bench.js';
import { watchMemory } from '../measure/memory.js';
import { startLedger } from '../measure/services.js';

const LINES = 200_000;
const FILES = 40;
/** An assistant message stands on about this many lines, as its parts arrive. */
const LINES_A_MESSAGE = 3;
const CLI = fileURLToPath(new URL('../../../apps/cli/bin/tallystick.js', import.meta.url));

/** A line as Claude Code writes it: of 10, 6 are an assistant's with usage, the others people's and tools'. Made up. */
function transcriptLine(file: number, line: number): string {
  const at = new Date(Date.UTC(2026, 0, 5) + file * 3_600_000 + line * 700).toISOString();
  const common = {
    cwd: `/home/someone/made-up-${file}`,
    sessionId: `s-${file}`,
    version: '2.1.0',
    timestamp: at,
    uuid: `${file}-${line}`,
  };
  if (line % 10 >= 6) {
    return JSON.stringify({ ...common, type: 'user', message: { role: 'user', content: 'made up '.repeat(150) } });
  }
  const message = Math.floor(line / LINES_A_MESSAGE);
  const usage = {
    input_tokens: 4,
    output_tokens: 1 + (line % LINES_A_MESSAGE) * 90,
    cache_read_input_tokens: 15_000,
    cache_creation_input_tokens: 300,
  };
  const body = {
    id: `msg_${file}_${message}`,
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-4-5',
    stop_reason: 'end_turn',
    usage,
  };
  const content = [{ type: 'text', text: 'made up answer '.repeat(60) }];
  return JSON.stringify({
    ...common,
    type: 'assistant',
    requestId: `req_${file}_${message}`,
    message: { ...body, content },
  });
}

async function writeTranscripts(dir: string): Promise<void> {
  for (let file = 0; file < FILES; file += 1) {
    const folder = join(dir, `made-up-${file}`);
    await mkdir(folder, { recursive: true });
    const out = createWriteStream(join(folder, `${file}.jsonl`));
    for (let line = 0; line < LINES / FILES; line += 1) {
      if (!out.write(`${transcriptLine(file, line)}\n`)) await once(out, 'drain');
    }
    out.end();
    await once(out, 'finish');
  }
}

/** `tallystick import --format claude-code` of 200,000 lines into the running ledger, process start included. */
export const importTranscripts: Scenario = async ({ dir }) => {
  const transcripts = join(dir, 'transcripts');
  await writeTranscripts(transcripts);
  const ledger = await startLedger(join(dir, 'import'));
  const args = ['import', '--format', 'claude-code', '--subject', 'made-up', '--json', '--to', ledger.url, transcripts];
  const started = performance.now();
  const cli = await startProcess({ entry: CLI, args });
  const memory = watchMemory(cli.pid, 50);
  const exit = await cli.exited.finally(() => memory.stop());
  const seconds = (performance.now() - started) / 1_000;
  if (exit.code !== 0) throw new Error(`import ended with ${exit.code}: ${cli.stderr()}`);
  await ledger.stop();
  return [
    {
      name: 'import --format claude-code, 200,000 lines',
      unit: 'lines/s',
      value: LINES / seconds,
      target: { kind: 'at-least', value: 30_000 },
    },
    {
      name: 'import: peak anonymous memory',
      unit: 'MB',
      value: memory.peakMb(),
      target: { kind: 'at-most', value: 300 },
    },
  ];
};
