import { expect, it } from '@jest/globals';
import type { AuditRow, Correction } from '../../api/answers.js';
import { changesOf } from './changes-of.js';

const tokens = { input: 800, output: 240, cacheRead: 15_000, cacheWrite: 0, reasoning: 0 };
const correction = (change: Partial<Correction>): Correction => ({
  position: '9',
  recordedAt: '2026-05-21T08:00:00.000Z',
  type: 'UsageCorrected',
  tokens: null,
  attributes: null,
  reason: 'r',
  author: 'p_mnopqrstuvwxyzab',
  ...change,
});
const moved = correction({ attributes: { team: 'search', project: null } });
const lessened = correction({ tokens: { ...tokens, cacheRead: 0 } });
const movedAgain = correction({ attributes: { team: 'data' }, tokens: { ...tokens, cacheRead: 0, output: 1_240 } });
const voided = correction({ type: 'UsageVoided' });
const event = {
  team: 'payments',
  project: 'checkout',
  tokens,
  corrections: [moved, lessened, movedAgain, voided],
} as unknown as AuditRow;

it('tells each correction against how the event stood before it', () => {
  expect(changesOf(event, moved)).toEqual([
    { name: 'team', before: 'payments', after: 'search' },
    { name: 'project', before: 'checkout', after: 'none' },
  ]);
  expect(changesOf(event, lessened)).toEqual([{ name: 'cache read tokens', before: '15,000', after: '0' }]);
  expect(changesOf(event, movedAgain)).toEqual([
    { name: 'output tokens', before: '240', after: '1,240' },
    { name: 'team', before: 'search', after: 'data' },
  ]);
  expect(changesOf(event, voided)).toEqual([]);
});
