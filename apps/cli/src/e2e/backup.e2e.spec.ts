import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { tempDir, waitUntil, type TempDir } from '@tallystick/testing';
import { boardTotal, runCli, startHouse, type House } from './run-cli.fixture.js';

const SOURCE = 'urn:test:backup';
const PEOPLE = 40;
const BATCH = 50;

interface Recorded {
  readonly id: string;
  readonly position: string;
}
interface HistoryLine {
  readonly position: string;
  readonly type: string;
  readonly data: { readonly actor: string; readonly tokens: { readonly input: number } };
}

const usage = (n: number) => ({
  specversion: '1.0',
  type: 'tallystick.usage.reported.v1',
  source: SOURCE,
  id: `e-${n}`,
  time: '2026-03-04T05:06:07Z',
  subject: `person-${n % PEOPLE}@example.org`,
  data: { provider: 'made-up', model: 'made-up-1', tokens: { input: 1 + (n % 7), output: 2 } },
});

async function send(ledger: string, events: readonly object[]): Promise<Recorded[]> {
  const answer = await fetch(`${ledger}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents-batch+json' },
    body: JSON.stringify(events),
  });
  expect(answer.status).toBe(200);
  const { results } = (await answer.json()) as { results: (Recorded & { status: string })[] };
  expect(results.map(({ status }) => status)).toEqual(events.map(() => 'recorded'));
  return results;
}

async function history(ledger: string): Promise<HistoryLine[]> {
  const lines: HistoryLine[] = [];
  for (;;) {
    const after = lines.at(-1)?.position;
    const answer = await fetch(`${ledger}/v1/history?limit=10000${after === undefined ? '' : `&after=${after}`}`);
    const page = (await answer.text()).split('\n').filter(Boolean);
    if (page.length === 0) return lines;
    lines.push(...page.map((line) => JSON.parse(line) as HistoryLine));
  }
}

describe('a data folder that is copied while it is written to', () => {
  let base: TempDir;
  let house: House | undefined;
  beforeEach(async () => {
    base = await tempDir('backup');
    await mkdir(join(base.path, 'data'));
  });
  afterEach(async () => {
    await house?.up.kill();
    await base.remove();
  });

  it('comes back elsewhere with everything that was answered for before', async () => {
    house = await startHouse(join(base.path, 'data'));
    const { ledger } = house;
    const answered: Recorded[] = [];
    let stop = false;
    const load = (async () => {
      for (let n = 0; !stop; n += BATCH) {
        answered.push(
          ...(await send(
            ledger,
            Array.from({ length: BATCH }, (_, i) => usage(n + i)),
          )),
        );
      }
    })();
    await waitUntil(() => answered.length >= 1_000, { what: '1,000 recorded events' });

    const before = [...answered];
    const copy = join(base.path, 'copy');
    const run = await runCli(['backup', '--data-dir', join(base.path, 'data'), '--to', copy, '--json'], {}, base.path);
    expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: '' });
    expect(run.json()).toMatchObject({ to: copy, copied: expect.arrayContaining(['ledger', 'vault']) });
    const during = answered.length - before.length;
    stop = true;
    await load;
    expect(during).toBeGreaterThan(0);
    expect((await readdir(copy)).sort()).toEqual(expect.arrayContaining(['ledger', 'vault']));
    await house.up.stop();

    house = await startHouse(copy);
    const kept = await history(house.ledger);
    const positions = new Set(kept.map(({ position }) => position));
    expect(before.filter(({ position }) => !positions.has(position))).toEqual([]);
    for (const { id, position } of [before[0]!, before.at(-1)!]) {
      const receipt = await fetch(`${house.ledger}/v1/receipts?${new URLSearchParams({ source: SOURCE, id })}`);
      expect(await receipt.json()).toMatchObject({ position });
    }

    // The vault came along: the same people go on under the same pseudonyms.
    const people = new Set(kept.map(({ data }) => data.actor));
    expect(people.size).toBe(PEOPLE);
    const again = await send(
      house.ledger,
      Array.from({ length: PEOPLE }, (_, i) => usage(10_000_000 + i)),
    );
    const all = await history(house.ledger);
    expect(new Set(all.map(({ data }) => data.actor))).toEqual(people);
    // And the boards are folded from what is there.
    const recount = all.reduce((sum, { data }) => sum + data.tokens.input, 0);
    expect(await boardTotal(house, 'input', again.at(-1)!.position)).toBe(recount);
  });

  it('is not copied onto something, nor from where no ledger is', async () => {
    const nothing = await runCli(['backup', '--data-dir', join(base.path, 'data'), '--to', join(base.path, 'copy')]);
    expect(nothing).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no ledger in') });
    const onto = await runCli(['backup', '--data-dir', join(base.path, 'data'), '--to', base.path]);
    expect(onto).toMatchObject({ code: 2, stderr: expect.stringContaining('is not empty') });
  });
});
