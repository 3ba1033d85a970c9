import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tempDir, type TempDir } from '@tallystick/testing';
import fc from 'fast-check';
import { readLines } from './lines.js';

let folder: TempDir;
beforeAll(async () => {
  folder = await tempDir();
});
afterAll(() => folder.remove());

async function linesOf(content: string | Buffer) {
  const path = join(folder.path, 'lines.txt');
  await writeFile(path, content);
  const found: { text: string | null; number: number; ended: boolean }[] = [];
  let bytes = 0;
  for await (const group of readLines(path, (read) => (bytes += read))) {
    for (const line of group) found.push({ ...line, text: line.bytes?.toString('utf8') ?? null });
  }
  expect(bytes).toBe(Buffer.byteLength(content));
  return found.map(({ text, number, ended }) => ({ text, number, ended }));
}

describe('lines of a file', () => {
  it('come without line ends, of both kinds, and without a byte order mark', async () => {
    expect(await linesOf('\uFEFFone\r\ntwo\n\nfour')).toEqual([
      { text: 'one', number: 1, ended: true },
      { text: 'two', number: 2, ended: true },
      { text: '', number: 3, ended: true },
      { text: 'four', number: 4, ended: false },
    ]);
  });

  it('are none in an empty file', async () => {
    expect(await linesOf('')).toEqual([]);
  });

  it('are whole however long they are and wherever a chunk ends', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ text: fc.constantFrom('a', 'é', '𝄞', '{}'), times: fc.nat(300_000) }), { maxLength: 8 }),
        async (parts) => {
          const texts = parts.map(({ text, times }) => text.repeat(times));
          const expected = texts.map((text, i) => ({ text, number: i + 1, ended: true }));
          expect(await linesOf(texts.map((text) => `${text}\n`).join(''))).toEqual(expected);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('are passed over when they are too long for memory, and the next one is found', async () => {
    const tooLong = Buffer.alloc((64 << 20) + 2, 'x');
    expect(await linesOf(Buffer.concat([Buffer.from('one\n'), tooLong, Buffer.from('\nthree\n')]))).toEqual([
      { text: 'one', number: 1, ended: true },
      { text: null, number: 2, ended: true },
      { text: 'three', number: 3, ended: true },
    ]);
  });
});
