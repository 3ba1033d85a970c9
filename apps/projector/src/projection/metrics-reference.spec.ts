import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import type { FoldedUpTo } from './folded-up-to.js';
import { StreamMetrics } from '../stream/stream-metrics.js';
import { ProjectionMetrics } from './projection-metrics.js';

describe('docs/reference/metrics.md', () => {
  it('names every metric of the projector, with its type and meaning, and no other', async () => {
    const registry = new Registry();
    new ProjectionMetrics(registry, {} as never, { waiting: 0, position: 0n } as unknown as FoldedUpTo);
    new StreamMetrics(registry);
    const text = readFileSync(join(process.cwd(), 'docs/reference/metrics.md'), 'utf8').split('\n## Projector\n')[1]!;
    const rows = [...text.matchAll(/^\| `(\w+)` +\| (\w+) +\| (.+?) +\|$/gm)];
    const metrics = await registry.getMetricsAsJSON();
    expect(rows.map(([, name, type, help]) => ({ name, type, help }))).toEqual(
      metrics.map(({ name, type, help }) => ({ name, type: String(type), help })),
    );
  });
});
