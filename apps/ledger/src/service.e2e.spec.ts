import { describe, expect, it } from '@jest/globals';
import { soundUsageEvent, type Json } from '@tallystick/events/contract';
import { tempDir } from '@tallystick/testing';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { startLedger, startLedgerRaw, type LedgerProcess } from './testing/ledger-process.fixture.js';

/** Each test starts up to four processes, each on whatever share of the machine it gets. */
interface Answer {
  readonly results: readonly { readonly status: string; readonly id: string; readonly position?: string }[];
}
const usage = (id: string): Json => ({ ...soundUsageEvent(), time: '2020-01-01T00:00:00Z', id });
const answerOf = async (response: Response) => (await response.json()) as Answer;
const historyOf = async (ledger: LedgerProcess) =>
  (await (await fetch(`${ledger.url}/v1/history?limit=10000`)).text())
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as { position: string; stream: string; data: Record<string, unknown> });

describe('the ledger service as a process', () => {
  it('keeps what it answered for through kill -9, and starts again under the same name at once', async () => {
    await using dir = await tempDir('ledger');
    const first = await startLedger(dir.path);
    const { results } = await answerOf(await first.post([usage('a'), usage('b')]));
    expect(results.map(({ status }) => status)).toEqual(['recorded', 'recorded']);
    await first.kill();
    const second = await startLedger(dir.path);
    const again = await answerOf(await second.post([usage('b'), usage('c')]));
    expect(again.results.map(({ status, position }) => [status, position])).toEqual([
      ['duplicate', results[1]!.position],
      ['recorded', expect.any(String)],
    ]);
    expect(await historyOf(second)).toHaveLength(3);
    expect(await second.stop()).toEqual({ code: 0, signal: null });
  });

  it('shares a data folder with other instances, but not with one of the same name', async () => {
    await using dir = await tempDir('ledger');
    const [one, two] = await Promise.all([
      startLedger(dir.path, { TALLYSTICK_INSTANCE: 'one' }),
      startLedger(dir.path, { TALLYSTICK_INSTANCE: 'two' }),
    ]);
    const refused = await startLedgerRaw(dir.path, { TALLYSTICK_INSTANCE: 'one' }, null);
    expect(await refused.exited).toEqual({ code: 1, signal: null });
    expect(refused.output()).toMatch(/^tallystick: another ledger process runs as instance "one" [^\n]*\n$/);

    const answers = await Promise.all([one.post([usage('1'), usage('2')]), two.post([usage('3'), usage('4')])]);
    for (const answer of answers) expect(answer.status).toBe(200);
    const receipt = await fetch(
      `${one.url}/v1/receipts?source=${encodeURIComponent(String(usage('x')['source']))}&id=4`,
    );
    expect(await receipt.json()).toMatchObject({ stream: 'intake-http.two', revision: 1 });
    const [seenByOne, seenByTwo] = [await historyOf(one), await historyOf(two)];
    expect(seenByOne).toEqual(seenByTwo);
    expect(seenByOne.map(({ stream }) => stream).sort()).toEqual([
      ...['intake-http.one', 'intake-http.one', 'intake-http.two', 'intake-http.two'],
    ]);
    await Promise.all([one.stop(), two.stop()]);
  });

  it('finishes at SIGTERM what it took, and has recorded exactly what it answered for', async () => {
    await using dir = await tempDir('ledger');
    const ledger = await startLedger(dir.path);
    const answered: string[] = [];
    let sent = 0;
    let refused = false;
    const sender = async (name: string): Promise<void> => {
      for (let n = 0; !refused; n++) {
        const events = Array.from({ length: 50 }, (_, at) => usage(`${name}-${n}-${at}`));
        sent++;
        const response = await ledger.post(events).catch(() => undefined);
        if (response?.status !== 200) refused = true;
        else
          for (const { id, status } of (await answerOf(response)).results) if (status === 'recorded') answered.push(id);
        if (sent === 40) ledger.signal('SIGTERM');
      }
    };
    await Promise.all(['a', 'b', 'c', 'd'].map(sender));
    expect({ ...(await ledger.exited), log: ledger.output() }).toMatchObject({ code: 0 });
    expect(ledger.stdout()).toMatch(/"msg":"shutting down".*\n(?:.*\n)*.*"msg":"stopped"/);
    // at the signal three of the forty may still have been on their way there
    expect(answered.length).toBeGreaterThanOrEqual(37 * 50);

    const again = await startLedger(dir.path);
    const known = new Set<string>();
    for (let from = 0; from < answered.length; from += 1_000) {
      const answer = await answerOf(await again.post(answered.slice(from, from + 1_000).map(usage)));
      for (const { id, status } of answer.results) if (status === 'duplicate') known.add(id);
    }
    expect(known.size).toBe(answered.length);
    await again.stop();
  });

  it('writes logs that hold no subject, no query and no body', async () => {
    await using dir = await tempDir('ledger');
    const ledger = await startLedger(dir.path, { LOG_LEVEL: 'trace' });
    await ledger.post([usage('a'), { ...usage('b'), subject: 'grace.hopper@example.org\u0007' }]);
    await fetch(`${ledger.url}/v1/identities?subject=grace.hopper@example.org`);
    await fetch(`${ledger.url}/v1/receipts?source=urn:secret-source&id=secret-id`);
    await ledger.stop();
    for (const line of ledger.stdout().trim().split('\n')) expect(() => void JSON.parse(line)).not.toThrow();
    expect(ledger.output()).toContain('"route":"/v1/receipts"');
    expect(ledger.output()).not.toMatch(/hopper|secret-|@example/);
    expect(ledger.output()).not.toContain(String(usage('a')['subject']));
  });

  it('outlives connections that are cut in the middle of a body', async () => {
    await using dir = await tempDir('ledger');
    const ledger = await startLedger(dir.path);
    const port = Number(new URL(ledger.url).port);
    for (let n = 0; n < 20; n++) {
      await new Promise<void>((resolve) => {
        const socket = connect(port, '127.0.0.1', () => {
          socket.write(
            'POST /v1/events HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9999\r\n\r\n[{',
          );
          setTimeout(() => (socket.destroy(), resolve()), 5);
        });
      });
    }
    expect((await ledger.post([usage('a')])).status).toBe(200);
    expect(await (await fetch(`${ledger.url}/health/ready`)).json()).toEqual({ status: 'ready', reasons: [] });
    await ledger.stop();
  });

  const refusals: [what: string, env: Record<string, string>, says: RegExp][] = [
    ['an unknown setting', { TALLYSTICK_TZZ: 'UTC' }, /wrong setting TALLYSTICK_TZZ: .*TALLYSTICK_TZ/],
    ['a port that is none', { TALLYSTICK_LEDGER_PORT: 'http' }, /wrong setting TALLYSTICK_LEDGER_PORT: found "http"/],
    ['an open host without keys', { TALLYSTICK_LEDGER_HOST: '0.0.0.0' }, /wrong setting TALLYSTICK_LEDGER_HOST/],
    [
      'a keys file that is not there',
      { TALLYSTICK_AUTH: 'keys', TALLYSTICK_KEYS_FILE: 'k.json' },
      /k\.json cannot be read/,
    ],
    ['a ledger of a later version', { TALLYSTICK_LEDGER: 'eventstoredb' }, /wrong setting EVENTSTORE_URL/],
  ];
  it.each(refusals)('does not start with %s: one line, exit code 1', async (_what, env, says) => {
    await using dir = await tempDir('ledger');
    const ledger = await startLedgerRaw(dir.path, env, null);
    expect(await ledger.exited).toEqual({ code: 1, signal: null });
    expect(ledger.output()).toMatch(says);
    expect(ledger.output()).toMatch(/^tallystick: [^\n]+\n$/);
  });

  it('does not start in a data folder that is a file, or on a port that is taken', async () => {
    await using dir = await tempDir('ledger');
    writeFileSync(join(dir.path, 'file'), '');
    const inFile = await startLedgerRaw(dir.path, { TALLYSTICK_DATA_DIR: join(dir.path, 'file') }, null);
    expect(await inFile.exited).toEqual({ code: 1, signal: null });
    expect(inFile.output()).toMatch(/^tallystick: cannot use the data folder [^\n]+\n$/);

    const first = await startLedger(dir.path);
    const port = new URL(first.url).port;
    const second = await startLedgerRaw(dir.path, { TALLYSTICK_LEDGER_PORT: port, TALLYSTICK_INSTANCE: '2' }, null);
    expect(await second.exited).toEqual({ code: 1, signal: null });
    expect(second.stderr()).toBe(
      `tallystick: cannot listen on 127.0.0.1:${port}: something else listens there already\n`,
    );
    await first.stop();
  });
});
