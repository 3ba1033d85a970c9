import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { inMemoryApp } from '../testing/in-memory-app.fixture.js';

const text = readFileSync(join(process.cwd(), 'docs/reference/metrics.md'), 'utf8');
const section = (heading: string): string => text.split(`\n## ${heading}\n`)[1]!.split('\n## ')[0]!;
const rowsOf = (heading: string) =>
  [...section(heading).matchAll(/^\| `(\w+)` +\| (\w+) +\| (.+?) +\|$/gm)].map(([, name, type, help]) => ({
    name,
    type,
    help,
  }));

describe('docs/reference/metrics.md', () => {
  it('names every metric of the ledger service, with its type and meaning, and no other', async () => {
    const { app } = await inMemoryApp();
    const metrics = await app.get(Registry).getMetricsAsJSON();
    await app.close();
    const own = metrics.filter(({ name }) => name.startsWith('tallystick_'));
    const byName = (a: { name?: string | undefined }, b: { name?: string | undefined }) => (a.name! < b.name! ? -1 : 1);
    expect(own.map(({ name, type, help }) => ({ name, type: String(type), help })).sort(byName)).toEqual(
      [...rowsOf('Both services'), ...rowsOf('Ledger')].sort(byName),
    );
  });
});
