import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tempDir, type TempDir } from '@tallystick/testing';
import type { ImportSummary } from '../sending/import-summary.js';
import { madeUpTrace } from './made-up-trace.fixture.js';
import { writeTranscripts } from './made-up-transcripts.fixture.js';
import { boardTotal, runCli, startCli, startHouse, type House } from './run-cli.fixture.js';

let folder: TempDir;
let house: House;
beforeAll(async () => {
  folder = await tempDir();
  await mkdir(join(folder.path, 'data'));
  house = await startHouse(join(folder.path, 'data'));
});
afterAll(async () => {
  await house?.up.stop();
  await folder.remove();
});

const importJson = async (...args: string[]) => {
  const run = await runCli(['import', '--json', '--to', house.ledger, ...args]);
  return { code: run.code, stderr: run.stderr, summary: run.json<ImportSummary>() };
};

describe('tallystick import', () => {
  it('brings a trace in whose totals are what a spreadsheet sums, and a second time changes nothing', async () => {
    const trace = madeUpTrace(20_000, 4);
    const path = join(folder.path, 'trace.csv');
    await writeFile(path, trace.csv);

    const first = await importJson('--format', 'azure-llm-trace', path);
    expect(first.summary).toMatchObject({
      recorded: trace.rows,
      duplicate: 0,
      rejected: trace.empty,
      open: 0,
      unsent: 0,
    });
    expect(first.summary.rejections).toMatchObject([{ code: 'no-tokens', count: trace.empty }]);
    expect(first.code).toBe(1);
    expect(first.stderr).toBe('');
    const position = String(first.summary.lastPosition);
    expect(await boardTotal(house, 'tokens', position)).toBe(trace.input + trace.output);
    expect(await boardTotal(house, 'input', position)).toBe(trace.input);
    expect(await boardTotal(house, 'events', position)).toBe(trace.rows);

    const second = await importJson('--format', 'azure-llm-trace', path);
    expect(second.summary).toMatchObject({ recorded: 0, duplicate: trace.rows, rejected: trace.empty });
    expect(second.summary.lastPosition).toBe(position);
    expect(await boardTotal(house, 'events', position)).toBe(trace.rows);
  });

  it('takes up a transcript where it has grown, and counts no message twice', async () => {
    const line = (id: number, output: number, stop: string | null) =>
      `${JSON.stringify({
        type: 'assistant',
        sessionId: 's-1',
        version: '2.1.3',
        cwd: '/w/shop',
        timestamp: `2026-03-01T10:00:${String(output).padStart(2, '0')}.000Z`,
        requestId: `req_${id}`,
        message: {
          id: `msg_${id}`,
          model: 'claude-haiku-4-5-20251001',
          stop_reason: stop,
          usage: { input_tokens: 1, output_tokens: output },
        },
      })}\n`;
    const transcripts = join(folder.path, 'projects');
    await mkdir(join(transcripts, '-w-shop'), { recursive: true });
    const path = join(transcripts, '-w-shop', 's-1.jsonl');
    await writeFile(path, line(1, 5, null) + line(1, 20, 'tool_use') + line(2, 3, null));
    const args = ['--format', 'claude-code', '--subject', 'me', transcripts];
    const first = await importJson(...args, '--prices');
    expect(first).toMatchObject({ code: 0, summary: { recorded: 1, duplicate: 0, rejected: 0, open: 1 } });
    // 1 USD a million tokens in and 5 out, as Anthropic lists them; what else is there has no price.
    expect(await boardTotal(house, 'cost', String(first.summary.lastPosition), 'models')).toBe('0.000101');

    await appendFile(path, line(2, 30, 'end_turn') + line(3, 1, null));
    const second = await importJson(...args);
    expect(second).toMatchObject({ code: 0, summary: { recorded: 1, duplicate: 1, rejected: 0, open: 1 } });
    const query = new URLSearchParams({
      source: 'urn:tallystick:claude-code',
      atLeast: String(second.summary.lastPosition),
    });
    const answer = await fetch(`${house.projector}/v1/events?${query}`);
    const { events } = (await answer.json()) as { events: { tokens: { output: number }; project: string }[] };
    expect(events.map(({ tokens, project }) => [tokens.output, project])).toEqual([
      [30, 'shop'],
      [20, 'shop'],
    ]);
  });

  it('finds in 40,000 lines of transcripts what their maker knows, in bounded memory', async () => {
    const transcripts = join(folder.path, 'many');
    const truth = await writeTranscripts(transcripts, 40_000, 3);
    const args = [
      'import',
      '--json',
      '--format',
      'claude-code',
      '--subject',
      'made-up',
      '--to',
      house.ledger,
      transcripts,
    ];
    const importing = await startCli(args);
    let peakKb = 0;
    while (importing.isRunning()) {
      peakKb = Math.max(peakKb, await peakMemoryKb(importing.pid));
      await Promise.race([importing.exited, sleep(20)]);
    }
    const summary = JSON.parse(importing.stdout()) as ImportSummary;
    expect(summary).toMatchObject({ lines: 40_000, recorded: truth.messages, open: truth.open, rejected: 0 });
    const board = `${house.projector}/v1/usage?from=2026-01-01&to=2026-02-01&source=urn:tallystick:claude-code&granularity=month`;
    const answer = await fetch(`${board}&atLeast=${summary.lastPosition}`);
    const { points } = (await answer.json()) as { points: { tokens: Record<string, number> }[] };
    const sum = (bucket: string) => points.reduce((total, { tokens }) => total + (tokens[bucket] ?? 0), 0);
    expect(sum('output')).toBe(truth.tokens.output);
    expect(sum('input')).toBe(truth.tokens.input);
    expect(sum('cacheRead')).toBe(truth.tokens.cacheRead);
    expect(sum('cacheWrite')).toBe(truth.tokens.cacheWrite);
    expect(peakKb).toBeGreaterThan(0);
    expect(peakKb).toBeLessThan(300_000);
  });

  it('shows what was rejected by code and place, and exits 1', async () => {
    const event = (id: string, data: object) =>
      JSON.stringify({
        specversion: '1.0',
        type: 'tallystick.usage.reported.v1',
        source: 'urn:test:cli',
        id,
        time: '2026-01-05T10:00:00Z',
        subject: 'someone',
        data: { provider: 'p', model: 'm', ...data },
      });
    const path = join(folder.path, 'events.jsonl');
    const lines = [
      event('1', { tokens: { input: 1 } }),
      'no JSON',
      event('2', { tokens: {} }),
      event('3', { token: 1 }),
    ];
    await writeFile(path, lines.join('\r\n'));
    const run = await runCli(['import', '--to', house.ledger, '--format', 'cloudevents', path]);
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(/recorded {3}1\n/);
    expect(run.stdout).toMatch(/rejected {3}3\n/);
    expect(run.stdout).toContain(`${path}:2: the line is not JSON`);
    expect(run.stdout).toContain(`${path}:3: `);
    expect(run.stdout).toContain('rejected no-tokens: 1');
    expect(run.stdout).toContain(`${path}:4: data.tokens`);
    expect(run.stdout).not.toContain('\u001b');
  });

  it.each([
    ['a format that it does not know', ['--format', 'xml', 'x'], /Allowed choices are cloudevents, claude-code/],
    ['no format', ['x'], /required option '--format <format>' not specified/],
    ['transcripts of nobody', ['--format', 'claude-code', '.'], /say whose they are with --subject/],
    [
      'a subject where the file has its own',
      ['--format', 'cloudevents', '--subject', 'me', '.'],
      /for claude-code only/,
    ],
    ['a path that is not there', ['--format', 'cloudevents', '/nowhere/at/all'], /\/nowhere\/at\/all does not exist/],
    [
      'a ledger that does not run',
      ['--format', 'cloudevents', fileURLToPath(import.meta.url), '--to', 'http://127.0.0.1:9'],
      /npm start/,
    ],
    ['an address that is none', ['--format', 'cloudevents', 'x', '--to', 'localhost'], /an address like http:/],
  ])('ends with code 2 and a clear line for %s', async (_name, args, message) => {
    const run = await runCli(['import', ...args]);
    expect(run.code).toBe(2);
    expect(run.stdout).toBe('');
    expect(run.stderr).toMatch(message);
    expect(run.stderr).not.toMatch(/\n\s+at /);
  });
});

/** Resident memory, shared pages included, at its highest so far; 0 once the process is gone. */
async function peakMemoryKb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return '';
    throw error;
  });
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
}
