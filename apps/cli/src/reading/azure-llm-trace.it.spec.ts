import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { tempDir, type TempDir } from '@tallystick/testing';
import { readAll } from './read-all.fixture.js';
import { readAzureTrace } from './azure-llm-trace.js';

const HEADER = 'TIMESTAMP,ContextTokens,GeneratedTokens';
let folder: TempDir;
beforeEach(async () => {
  folder = await tempDir();
});
afterEach(() => folder.remove());

async function read(content: string) {
  const path = join(folder.path, 'trace.csv');
  await writeFile(path, content);
  const reading = await readAzureTrace([path]);
  return { ...(await readAll(reading)), report: reading.report };
}

describe('the public Azure LLM trace', () => {
  it('becomes one event per row, exactly as the contract maps it', async () => {
    const { events } = await read(`${HEADER}\r\n2023-11-16 18:17:03.9799600,4808,10\r\n`);
    expect(events).toEqual([
      {
        specversion: '1.0',
        type: 'tallystick.usage.reported.v1',
        source: 'urn:tallystick:azure-llm-trace',
        id: '2023-11-16 18:17:03.9799600/4808/10/1',
        time: '2023-11-16T18:17:03.9799600Z',
        subject: 'azure-llm-trace',
        data: { provider: 'azure', model: 'not-stated', tokens: { input: 4808, output: 10 } },
      },
    ]);
  });

  it.each([
    ['CR LF', '\r\n', ''],
    ['LF', '\n', ''],
    ['CR LF with a byte order mark', '\r\n', '\uFEFF'],
  ])('reads the same from %s', async (_name, end, mark) => {
    const rows = [HEADER, '2023-11-16 18:17:03.9799600,1,2', '2023-11-16 18:17:04.0000000,3,4'];
    const { events } = await read(mark + rows.join(end));
    expect(events.map(({ id }) => id)).toEqual([
      '2023-11-16 18:17:03.9799600/1/2/1',
      '2023-11-16 18:17:04.0000000/3/4/1',
    ]);
  });

  const same = '2023-11-16 18:17:03.9799600,1,2';
  const other = '2023-11-16 18:17:03.9799600,1,3';
  const earlier = '2023-11-16 18:17:02.0000000,1,2';
  it.each([
    ['in time order', [same, other, same, same]],
    ['out of time order', [same, earlier, same, earlier, same]],
  ])('numbers identical rows %s', async (_name, rows) => {
    const { events } = await read([HEADER, ...rows, ''].join('\n'));
    const ids = events.map(({ id }) => id);
    expect(new Set(ids).size).toBe(rows.length);
    expect(ids.filter((id) => id.startsWith('2023-11-16 18:17:03.9799600/1/2/'))).toEqual([
      '2023-11-16 18:17:03.9799600/1/2/1',
      '2023-11-16 18:17:03.9799600/1/2/2',
      '2023-11-16 18:17:03.9799600/1/2/3',
    ]);
  });

  it('refuses the rows that it cannot read, with line and reason, and goes on', async () => {
    const rows = [
      HEADER,
      'yesterday,1,2',
      '2023-11-16 18:17:03.9799600,many,2',
      '2023-11-16 18:17:03.9799600,1,-2',
      '2023-11-16 18:17:03.9799600,1',
      '2023-11-16 18:17:03.9799600,0,0',
    ];
    const { events, refused } = await read(rows.join('\n'));
    expect(refused.map(({ place, field, code }) => [place.line, field, code])).toEqual([
      [2, 'time', 'invalid-field'],
      [3, 'data.tokens.input', 'invalid-field'],
      [4, 'data.tokens.output', 'invalid-field'],
      [5, undefined, 'invalid-field'],
    ]);
    // No tokens at all: that is the ledger's rule, so the ledger refuses it.
    expect(events.map(({ data }) => data.tokens)).toEqual([{ input: 0, output: 0 }]);
  });

  it('refuses a file that is no such trace in one line', async () => {
    await expect(read('a,b,c\n1,2,3\n')).rejects.toThrow(/is no azure-llm-trace: its first line must be TIMESTAMP,/);
    await expect(read(`${HEADER}\n"2023`)).rejects.toThrow(/is no readable CSV/);
  });
});
