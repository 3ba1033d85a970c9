import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { freePort } from '../free-port.js';
import { tempDir } from '../temp-dir.js';
import { waitUntil } from '../wait-until.js';
import { startProcess, type RunningProcess } from './start-process.js';

const run = (script: string, more: Partial<Parameters<typeof startProcess>[0]> = {}): Promise<RunningProcess> =>
  startProcess({ args: ['-e', script], ...more });

/** Dead, or a zombie that nobody has waited for yet. */
async function ended(pid: number): Promise<boolean> {
  const state = await startProcess({ command: 'ps', args: ['-o', 'stat=', '-p', String(pid)] });
  await state.exited;
  return state.stdout().trim() === '' || state.stdout().startsWith('Z');
}

it('tells the exit code and keeps both outputs', async () => {
  const child = await run('console.log("out"); console.error("err"); process.exitCode = 3');
  expect(await child.exited).toEqual({ code: 3, signal: null });
  expect([child.stdout(), child.stderr()]).toEqual(['out\n', 'err\n']);
});

it('lets no setting leak in from outside', async () => {
  process.env['TALLYSTICK_LEAK'] = 'yes';
  try {
    const child = await run('console.log(Object.keys(process.env).sort().join())', { env: { GIVEN: '1' } });
    await child.exited;
    expect(child.stdout()).toContain('GIVEN');
    expect(child.stdout()).not.toContain('LEAK');
  } finally {
    delete process.env['TALLYSTICK_LEAK'];
  }
});

it('waits for a line, an address and a port', async () => {
  const port = await freePort();
  const serve = `require('http').createServer((q, r) => r.writeHead(q.url === '/up' ? 200 : 503).end())
    .listen(${port}, '127.0.0.1', () => console.log('listening'))`;
  for (const ready of [/listening/, new URL(`http://127.0.0.1:${port}/up`), { tcpPort: port }]) {
    const child = await run(serve, { ready });
    expect(child.isRunning()).toBe(true);
    expect(await child.stop()).toEqual({ code: null, signal: 'SIGTERM' });
  }
});

it('fails with the output when the process ends before it is ready, or never is', async () => {
  await expect(run('console.log("bad setting"); process.exit(2)', { ready: /never/ })).rejects.toThrow('bad setting');
  const silent = run('console.log(process.pid); setInterval(() => {}, 1000)', {
    ready: /never/,
    readyTimeoutMs: 3_000,
  });
  const error = await silent.catch((reason: Error) => reason);
  expect(error).toBeInstanceOf(Error);
  const pid = Number(/^\d+$/m.exec((error as Error).message)?.[0]);
  expect(await ended(pid)).toBe(true);
});

it('kills a process that ignores SIGTERM when its time is over', async () => {
  const child = await run('process.on("SIGTERM", () => {}); console.log("up"); setInterval(() => {}, 1000)', {
    ready: /up/,
  });
  expect(await child.stop({ timeoutMs: 300 })).toEqual({ code: null, signal: 'SIGKILL' });
});

it('stops the clock of a process and lets it go on', async () => {
  const child = await run('let n = 0; setInterval(() => console.log(n++), 20)', { ready: /1/ });
  child.pause();
  const state = async () => {
    const ps = await startProcess({ command: 'ps', args: ['-o', 'stat=', '-p', String(child.pid)] });
    await ps.exited;
    return ps.stdout().trim()[0];
  };
  await waitUntil(async () => (await state()) === 'T', { what: 'the process to be stopped' });
  const before = child.output().length;
  child.resume();
  await waitUntil(() => child.output().length > before, { what: 'output after SIGCONT' });
  expect(await child.kill()).toEqual({ code: null, signal: 'SIGKILL' });
});

it('kills the children of the process with it', async () => {
  const child = await run(
    'const c = require("child_process").spawn("sleep", ["600"]); console.log("child " + c.pid); setInterval(() => {}, 1000)',
    { ready: /child \d+/ },
  );
  const grandchild = Number(/child (\d+)/.exec(child.output())?.[1]);
  await child.kill();
  await waitUntil(() => ended(grandchild), { what: 'the grandchild to end' });
});

it('keeps the first and the latest output when there is too much', async () => {
  const child = await run('process.stdout.write("FIRST" + "x".repeat(4e6) + "LAST")');
  await child.exited;
  expect(child.stdout().length).toBeLessThan(2_200_000);
  expect(child.stdout()).toMatch(/^FIRST/);
  expect(child.stdout()).toMatch(/LAST$/);
});

it('leaves neither processes nor folders behind when the test process itself is killed', async () => {
  const folder = await tempDir('reaper-test');
  const script = join(folder.path, 'parent.mjs');
  const testing = new URL('../../dist/index.js', import.meta.url);
  await writeFile(
    script,
    `import { startProcess, tempDir } from '${testing.href}';
     const folder = await tempDir('orphan');
     const child = await startProcess({ command: 'sleep', args: ['600'] });
     console.log('child ' + child.pid + ' folder ' + folder.path);
     setInterval(() => {}, 1000);`,
  );
  const parent = await startProcess({ entry: script, ready: /folder \S+\n/ });
  const [, child, orphan] = /child (\d+) folder (\S+)/.exec(parent.output()) ?? [];
  expect(existsSync(String(orphan))).toBe(true);
  await parent.kill();
  await waitUntil(async () => (await ended(Number(child))) && !existsSync(String(orphan)), { what: 'the reaper' });
  await folder.remove();
});
