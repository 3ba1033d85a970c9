import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { TABLES } from './export.params.js';
import { EXPORT_TABLES } from './exports.service.js';

const page = readFileSync(fileURLToPath(new URL('../../../../docs/reference/exports.md', import.meta.url)), 'utf8');
const rows = new Map(
  [...page.matchAll(/^\| `(\w+)` +\| (.*?) \| (.*?) \|$/gm)].map(([, table, takes, columns]) => [
    table,
    { takes, columns },
  ]),
);
const names = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name!);

it('docs/reference/exports.md lists every table with its columns', () => {
  expect([...rows.keys()]).toEqual([...TABLES]);
  for (const table of TABLES) {
    const { columns, takes } = EXPORT_TABLES[table];
    expect({ table, columns: names(rows.get(table)!.columns!) }).toEqual({
      table,
      columns: columns.map(({ name }) => name),
    });
    expect(takes).toEqual(expect.arrayContaining(names(rows.get(table)!.takes!).filter((name) => name !== 'actors')));
  }
});
