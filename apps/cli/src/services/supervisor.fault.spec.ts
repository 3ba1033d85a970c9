import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { freePort, tempDir, waitUntil, type TempDir } from '@tallystick/testing';
import type { ServiceSpec } from './service-process.js';
import { Supervisor } from './supervisor.js';

/** A service in ten lines; while a file named `broken` lies beside it, it does not start. */
const SERVICE = `
import { createServer } from 'node:http';
import { existsSync } from 'node:fs';
console.log('hello');
if (existsSync(new URL('broken', import.meta.url))) {
  console.error('tallystick: wrong setting X: mend it');
  process.exit(1);
}
createServer((request, response) => {
  if (request.url === '/crash') process.exit(3);
  response.end(String(process.pid));
}).listen(Number(process.env.PORT), '127.0.0.1');
`;

let folder: TempDir;
let supervisor: Supervisor;
let notes: string[];
let lines: string[];
beforeEach(async () => {
  folder = await tempDir();
  await writeFile(join(folder.path, 'service.mjs'), SERVICE);
  notes = [];
  lines = [];
  supervisor = new Supervisor((line) => notes.push(line));
});
afterEach(async () => {
  await supervisor.stop();
  await folder.remove();
});

async function spec(name: string): Promise<ServiceSpec> {
  const port = await freePort();
  return {
    name,
    entry: join(folder.path, 'service.mjs'),
    nodeFlags: [],
    url: `http://127.0.0.1:${port}`,
    env: { ...process.env, PORT: String(port) },
    onLine: (line) => lines.push(`${name}: ${line}`),
  };
}

const pidAt = async (url: string) => Number(await (await fetch(`${url}/`)).text());
/** It goes down before it answers, so the call must fail. */
const crash = async (url: string) => {
  await expect(fetch(`${url}/crash`)).rejects.toThrow('fetch failed');
};

describe('the supervisor', () => {
  it('starts one that crashed again, and the other never notices', async () => {
    const [one, other] = [await spec('one'), await spec('other')];
    await supervisor.keep(one);
    await supervisor.keep(other);
    expect(lines).toEqual(['one: hello', 'other: hello']);
    const [onePid, otherPid] = [await pidAt(one.url), await pidAt(other.url)];
    expect([supervisor.pidOf('one'), supervisor.pidOf('other')]).toEqual([onePid, otherPid]);

    await crash(one.url);
    const againPid = await waitUntil(() => pidAt(one.url));
    expect(againPid).not.toBe(onePid);
    expect(await pidAt(other.url)).toBe(otherPid);
    expect(notes[0]).toBe('the one ended (code 3): starting it again in 500 ms');
  });

  it('waits twice as long after each failed start, and takes the service back once it is mended', async () => {
    const one = await spec('one');
    await supervisor.keep(one);
    await writeFile(join(folder.path, 'broken'), '');
    await crash(one.url);
    await waitUntil(() => notes.length >= 3);
    expect(notes.slice(0, 3)).toEqual([
      'the one ended (code 3): starting it again in 500 ms',
      'wrong setting X: mend it: trying again in 1000 ms',
      'wrong setting X: mend it: trying again in 2000 ms',
    ]);
    await rm(join(folder.path, 'broken'));
    await waitUntil(() => notes.at(-1) === `the one runs again at ${one.url}`);
    expect(await pidAt(one.url)).toBeGreaterThan(0);
  });

  it('leaves a first start that fails to the operator, with the one line that the service gave', async () => {
    await writeFile(join(folder.path, 'broken'), '');
    await expect(supervisor.keep(await spec('one'))).rejects.toThrow(/^wrong setting X: mend it$/);
    expect([notes, lines]).toEqual([[], []]);
  });

  it('stops at once while it waits to start one again', async () => {
    const one = await spec('one');
    await supervisor.keep(one);
    await crash(one.url);
    await waitUntil(() => notes.length === 1);
    await supervisor.stop();
    await expect(pidAt(one.url)).rejects.toThrow('fetch failed');
    expect(notes).toHaveLength(1);
  });
});
