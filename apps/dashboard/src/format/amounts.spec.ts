import { describe, expect, it } from '@jest/globals';
import { counted, formatAmount, formatCount, formatExactUsd, formatShare, formatUsd } from './amounts.js';

describe('an amount', () => {
  it('keeps every digit, also beyond what a double can hold', () => {
    expect(formatCount(1440602492)).toBe('1,440,602,492');
    expect(formatCount('9007199254740993')).toBe('9,007,199,254,740,993');
    expect(formatCount('123456789012345678901234567890')).toBe('123,456,789,012,345,678,901,234,567,890');
  });

  it('in dollars shows cents, and below a cent everything', () => {
    expect(formatUsd('1234.5')).toBe('$1,234.50');
    expect(formatUsd('0.000000000000123')).toBe('$0.000000000000123');
    expect(formatUsd('0')).toBe('$0.00');
    expect(formatUsd('90071992547409.93')).toBe('$90,071,992,547,409.93');
    expect(formatExactUsd('3.141592653589793')).toBe('$3.141592653589793');
  });

  it('that nobody knows is unknown, never 0', () => {
    expect(formatAmount('cost', null)).toBe('unknown');
    expect(formatAmount('cost', '2')).toBe('$2.00');
    expect(formatAmount('tokens', 2000)).toBe('2,000');
  });
});

it.each([
  [0, '0%'],
  [0.0000001, '< 0.1%'],
  [0.2614, '26.1%'],
  [0.99999, '> 99.9%'],
  [1, '100%'],
])('the share %d shows as %s', (share, text) => {
  expect(formatShare(share)).toBe(text);
});

it('counts one thing in the singular', () => {
  expect([counted(1, 'event'), counted(0, 'event'), counted(1234, 'person', 'people')]).toEqual([
    '1 event',
    '0 events',
    '1,234 people',
  ]);
});
