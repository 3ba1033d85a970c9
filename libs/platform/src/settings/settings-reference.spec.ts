import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { markdownTable } from '../testing/markdown-table.js';
import { SETTINGS_TABLE } from './settings-table.js';

describe('docs/reference/settings.md', () => {
  it('says of every setting what the code says: name, default, meaning', () => {
    const rows = markdownTable(join(process.cwd(), 'docs/reference/settings.md'));
    expect(rows).toEqual(
      SETTINGS_TABLE.map((row) => [row.name, row.default, `${row.meaning}${row.secret ? ' Secret.' : ''}`]),
    );
  });
});
