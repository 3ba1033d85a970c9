import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { tempDir, type TempDir } from '@tallystick/testing';
import { readCloudEvents } from './cloudevents.js';
import type { ReadItem } from './usage-reading.js';

let folder: TempDir;
beforeEach(async () => {
  folder = await tempDir();
});
afterEach(() => folder.remove());

async function read(content: string | Buffer): Promise<ReadItem[]> {
  const path = join(folder.path, 'events.jsonl');
  await writeFile(path, content);
  const items: ReadItem[] = [];
  for await (const group of (await readCloudEvents([path])).items()) items.push(...group);
  return items;
}

describe('CloudEvents as JSON lines', () => {
  it('are sent as they stand, to the last digit', async () => {
    const text = '{ "id":"1", "source":"urn:x", "data":{"n":1.0e2,"__proto__":{}}, "id2":12345678901234567890 }';
    const items = await read(`\uFEFF${text}\r\n\r\n${text}`);
    expect(items).toMatchObject([
      { kind: 'event', json: text, id: '1', source: 'urn:x', place: { line: 1 } },
      { kind: 'event', json: text, id: '1', source: 'urn:x', place: { line: 3 } },
    ]);
  });

  it('leave the judgement of strange JSON to the ledger', async () => {
    expect(await read('5\nnull\n{"id":7}\n[]\n')).toMatchObject([
      { kind: 'event', json: '5', id: null, source: null },
      { kind: 'event', json: 'null' },
      { kind: 'event', json: '{"id":7}', id: null },
      { kind: 'event', json: '[]' },
    ]);
  });

  it.each([
    ['broken off', Buffer.from('{"id":"1"'), 'the line is not JSON'],
    ['two values', Buffer.from('{} {}'), 'the line is not JSON'],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'the line is not UTF-8'],
  ])('refuse a line that is %s and go on with the next', async (_name, line, detail) => {
    const items = await read(Buffer.concat([line, Buffer.from('\n{"id":"2"}\n')]));
    expect(items).toMatchObject([
      { kind: 'refused', code: 'not-a-cloudevent', detail, place: { line: 1 } },
      { kind: 'event', id: '2' },
    ]);
  });

  it('refuse an event over 4 MiB without sending it', async () => {
    const items = await read(`{"id":"${'x'.repeat(4 << 20)}"}\n{"id":"2"}\n`);
    expect(items).toMatchObject([
      { kind: 'refused', code: 'payload-too-large' },
      { kind: 'event', id: '2' },
    ]);
  });
});
