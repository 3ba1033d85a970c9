import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { markdownTable } from '../testing/markdown-table.js';
import { ERROR_CODES } from './error-codes.js';

/** contracts.md, "Errors", in its order; `internal` is ours, for what nobody foresaw. */
const CONTRACT =
  'not-a-cloudevent unsupported-type unsupported-media-type missing-field unknown-field invalid-field time-in-future ' +
  'no-tokens payload-too-large batch-too-large identity-conflict already-voided not-a-change not-found unauthenticated ' +
  'forbidden group-too-small ledger-unavailable intake-full not-caught-up invalid-query internal';

describe('error codes', () => {
  it('are those of the contract', () => {
    expect(Object.keys(ERROR_CODES)).toEqual(CONTRACT.split(' '));
  });

  it('stand in docs/reference/errors.md, all of them, with status and title', () => {
    const rows = markdownTable(join(process.cwd(), 'docs/reference/errors.md'));
    expect(rows.map(([code, status, title]) => [code, status, title])).toEqual(
      Object.entries(ERROR_CODES).map(([code, { status, title }]) => [code, String(status), title]),
    );
    for (const [code, , , advice] of rows) expect(`${code}: ${advice}`).toMatch(/: .{10}/);
  });
});
