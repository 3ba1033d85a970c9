import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tempDir, waitUntil, type TempDir } from '@tallystick/testing';
import type { Boards } from '../demo/boards.js';
import type { ImportSummary } from '../sending/import-summary.js';
import { madeUpTrace } from './made-up-trace.fixture.js';
import { runCli, startCli } from './run-cli.fixture.js';

type DemoDocument = Boards & { dataDir: string; input: string; import: ImportSummary };

let folder: TempDir;
beforeAll(async () => {
  folder = await tempDir();
});
afterAll(() => folder.remove());

describe('tallystick demo', () => {
  it('shows boards of a made-up company, says that it is made up, and leaves nothing behind', async () => {
    const run = await runCli(['demo', '--exit']);
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(/MADE-UP sample/);
    expect(run.stdout).toMatch(/│ +1 │ p_[a-z2-7]{16} +│ +[\d,]+ │ +\d+\.\d % │/);
    expect(run.stdout).toMatch(/│ +1 │ made-up-\w+ +│/);
    expect(run.stdout).toMatch(/ledger +http:\/\/127\.0\.0\.1:\d+\nprojector +http:\/\/127\.0\.0\.1:\d+\n/);
    expect(run.stdout).not.toContain('\u001b');
    const dataDir = /^data +(\S+)/m.exec(run.stdout)?.[1] as string;
    expect(dataDir).toContain('tallystick-demo-');
    expect(existsSync(join(dataDir, '..'))).toBe(false);
  });

  it('takes a trace: its totals, and no team or project that the rows do not have', async () => {
    const trace = madeUpTrace(5_000, 9);
    const path = join(folder.path, 'trace.csv');
    await writeFile(path, trace.csv);
    const run = await runCli(['demo', '--exit', '--json', '--trace', path], { TALLYSTICK_TZ: 'not a zone' });
    expect([run.code, run.stderr]).toEqual([0, '']);
    const shown = run.json<DemoDocument>();
    expect(shown).toMatchObject({
      tokens: trace.input + trace.output,
      events: trace.rows,
      empty: ['teams', 'projects'],
    });
    expect(shown.import).toMatchObject({ recorded: trace.rows, rejected: trace.empty });
    expect(shown.boards.map(({ subject, rows }) => [subject, rows.length])).toEqual([
      ['actors', 1],
      ['models', 1],
    ]);
  });

  it('knows what a history costs whose models have a date in their name', async () => {
    const line = {
      type: 'assistant',
      timestamp: '2026-03-01T10:00:00.000Z',
      message: {
        id: 'msg_1',
        model: 'claude-haiku-4-5-20251001',
        stop_reason: 'end_turn',
        usage: { input_tokens: 1_000_000, output_tokens: 1_000_000 },
      },
    };
    const history = join(folder.path, 'history.jsonl');
    await writeFile(history, `${JSON.stringify(line)}\n`);
    const demo = await startCli(['demo', '--claude-code', history]);
    try {
      const projector = await waitUntil(() => /^projector +(\S+)[^]*Ctrl-C ends/m.exec(demo.stdout())?.[1], {
        timeoutMs: 240_000,
        what: "the end of the demo's text",
      });
      const board = await fetch(`${projector}/v1/leaderboards/models?metric=cost`);
      // 1 USD a million tokens in and 5 out, as Anthropic lists them
      expect(await board.json()).toMatchObject({
        rows: [{ subject: 'claude-haiku-4-5-20251001', value: '6' }],
        total: '6',
      });
    } finally {
      await demo.stop({ signal: 'SIGINT' });
    }
  });

  it('finds out about a wrong path before it starts anything', async () => {
    const run = await runCli(['demo', '--claude-code', join(folder.path, 'nowhere')]);
    expect([run.code, run.stdout]).toEqual([2, '']);
    expect(run.stderr).toMatch(/^tallystick: \S+nowhere does not exist: check the path\n$/);
  });
});
