import { appendFile, mkdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { tempDir, waitUntil, type TempDir } from '@tallystick/testing';
import { readAll } from './read-all.fixture.js';
import { readClaudeCode } from './claude-code.js';

let folder: TempDir;
beforeEach(async () => {
  folder = await tempDir();
});
afterEach(() => folder.remove());

interface Spoken {
  readonly id?: string;
  readonly output?: number;
  readonly at?: string;
  readonly stop?: string | null;
  readonly session?: string;
  readonly cwd?: string;
}

const spoken = ({ id = '1', output = 10, at = '10:00:00', stop = null, session = 's-1', cwd = '/w/shop' }: Spoken) =>
  JSON.stringify({
    type: 'assistant',
    sessionId: session,
    version: '2.1.3',
    cwd,
    timestamp: `2026-03-01T${at}.000Z`,
    requestId: `req_${id}`,
    message: {
      id: `msg_${id}`,
      model: 'claude-sonnet-4-5',
      stop_reason: stop,
      usage: {
        input_tokens: 3,
        output_tokens: output,
        cache_creation_input_tokens: 7,
        cache_read_input_tokens: 11,
      },
      content: [{ type: 'text', text: 'a secret plan' }],
    },
  });

async function write(name: string, ...lines: string[]) {
  const path = join(folder.path, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, lines.map((line) => `${line}\n`).join(''));
  return path;
}

const read = async (...paths: string[]) => {
  const reading = await readClaudeCode(paths.length === 0 ? [folder.path] : paths, 'me');
  return { ...(await readAll(reading)), report: reading.report };
};

describe('Claude Code transcripts', () => {
  it('become one event per message, exactly as the contract maps it', async () => {
    await write('-w-shop/s-1.jsonl', spoken({ stop: 'end_turn' }));
    const { events, report } = await read();
    expect(events).toEqual([
      {
        specversion: '1.0',
        type: 'tallystick.usage.reported.v1',
        source: 'urn:tallystick:claude-code',
        id: 'msg_1:req_1',
        time: '2026-03-01T10:00:00.000Z',
        subject: 'me',
        data: {
          provider: 'anthropic',
          model: 'claude-sonnet-4-5',
          tokens: { input: 3, output: 10, cacheRead: 11, cacheWrite: 7 },
          project: 'shop',
          activity: 'agent',
          agent: 'claude-code/2.1.3',
          session: 's-1',
        },
      },
    ]);
    expect(report).toMatchObject({ files: 1, lines: 1, open: 0 });
  });

  it('say nothing of the conversation, the path or the machine', async () => {
    await write('s-1.jsonl', spoken({ stop: 'end_turn', cwd: '/home/jane.doe/clients/shop' }));
    const text = JSON.stringify((await read()).events);
    expect(text).not.toMatch(/secret plan|jane|clients/);
  });

  it('count a message that is repeated over lines once, by the line with the most output tokens', async () => {
    await write(
      's-1.jsonl',
      spoken({ output: 1, at: '10:00:00' }),
      spoken({ output: 90, at: '10:00:02' }),
      spoken({ output: 40, at: '10:00:03', stop: 'end_turn' }),
    );
    const { events } = await read();
    expect(events.map(({ time, data }) => [time, data.tokens['output']])).toEqual([['2026-03-01T10:00:02.000Z', 90]]);
  });

  it('count the latest of the lines that agree in output tokens', async () => {
    await write(
      's-1.jsonl',
      spoken({ at: '10:00:05', stop: 'end_turn' }),
      spoken({ at: '10:00:09', stop: 'end_turn' }),
      spoken({ at: '10:00:07', stop: 'end_turn' }),
    );
    expect((await read()).events.map(({ time }) => time)).toEqual(['2026-03-01T10:00:09.000Z']);
  });

  it('bring a message together over files, subagents and resumed sessions included', async () => {
    await write('p/s-1.jsonl', spoken({ id: '1', output: 5 }), spoken({ id: '2', stop: 'tool_use' }));
    await write('p/s-1/subagents/agent-7.jsonl', spoken({ id: '1', output: 6, stop: 'end_turn', session: 's-1' }));
    await write(
      'p/s-2.jsonl',
      spoken({ id: '2', stop: 'tool_use', session: 's-2' }),
      spoken({ id: '3', stop: 'end_turn' }),
    );
    const { events } = await read();
    expect(new Map(events.map(({ id, data }) => [id, data.tokens['output']]))).toEqual(
      new Map([
        ['msg_1:req_1', 6],
        ['msg_2:req_2', 10],
        ['msg_3:req_3', 10],
      ]),
    );
  });

  it('leave a message of which two files tell the same to the file that was there first', async () => {
    const first = await write('z-first.jsonl', spoken({ stop: 'end_turn', session: 'first' }));
    const { birthtimeMs: firstMs } = await stat(first);
    // The file system's clock is coarse: made anew until it tells the two apart.
    await waitUntil(
      async () => {
        await rm(join(folder.path, 'a-fork.jsonl'), { force: true });
        const fork = await write('a-fork.jsonl', spoken({ stop: 'end_turn', session: 'fork' }));
        return (await stat(fork)).birthtimeMs > firstMs;
      },
      { what: 'a later birth time' },
    );
    expect((await read()).events.map(({ data }) => data['session'])).toEqual(['first']);
  });

  it('let a message without an end wait, and give it out once the transcript has grown', async () => {
    const path = await write('s-1.jsonl', spoken({ id: '1', stop: 'end_turn' }), spoken({ id: '2', output: 4 }));
    const before = await read();
    expect(before.events.map(({ id }) => id)).toEqual(['msg_1:req_1']);
    expect(before.report.open).toBe(1);

    await appendFile(path, `${spoken({ id: '2', output: 80, stop: 'end_turn' })}\n`);
    const after = await read();
    expect(after.events.map(({ id, data }) => [id, data.tokens['output']])).toEqual([
      ['msg_1:req_1', 10],
      ['msg_2:req_2', 80],
    ]);
    expect(after.events[0]).toEqual(before.events[0]);
    expect(after.report.open).toBe(0);
  });

  it('count what they skip, by reason', async () => {
    await write(
      's-1.jsonl',
      '{"type":"user","message":{"role":"user","content":"hello"}}',
      '',
      'not JSON',
      spoken({ stop: 'end_turn' }).replace('claude-sonnet-4-5', '<synthetic>'),
      spoken({ stop: 'end_turn' }).replace(/"usage":\{[^}]*\}/, '"usage":{"input_tokens":0}'),
    );
    const { events, report } = await read();
    expect(events).toEqual([]);
    expect(Object.fromEntries(report.skipped)).toEqual({
      'no usage': 1,
      'not JSON': 1,
      'synthetic model': 1,
      'no tokens': 1,
    });
  });

  it('are found below the folder, read once however often they are named, and never through a link', async () => {
    const outside = await tempDir();
    try {
      await writeFile(join(outside.path, 'other.jsonl'), `${spoken({ id: '9', stop: 'end_turn' })}\n`);
      const path = await write('a/b/s-1.jsonl', spoken({ stop: 'end_turn' }));
      await write('a/notes.txt', spoken({ id: '8', stop: 'end_turn' }));
      await symlink(outside.path, join(folder.path, 'linked'));
      await symlink(join(outside.path, 'other.jsonl'), join(folder.path, 'linked.jsonl'));
      const { events, report } = await read(folder.path, path, join(folder.path, 'a'));
      expect(events.map(({ id }) => id)).toEqual(['msg_1:req_1']);
      expect(report.files).toBe(1);
    } finally {
      await outside.remove();
    }
  });

  it('say in one line what is wrong with a path', async () => {
    await expect(read(join(folder.path, 'nowhere'))).rejects.toThrow(/nowhere does not exist/);
    await expect(read(folder.path)).rejects.toThrow(/no \.jsonl files in/);
  });
});
