import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { exactSum, sameAmount } from './exact-sum.js';

it('adds what a number of JavaScript would round', () => {
  expect(exactSum(['9007199254740993', 1, null])).toBe('9007199254740994');
  expect(exactSum(['0.1', '0.2', '-0.3'])).toBe('0');
  expect(exactSum(['0.000000000000001', '12'])).toBe('12.000000000000001');
  expect(exactSum(['-0.5', 0])).toBe('-0.5');
  expect(exactSum([])).toBe('0');
  expect(() => exactSum(['1e9'])).toThrow(RangeError);
});

it('adds like whole numbers do', () => {
  fc.assert(
    fc.property(fc.array(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n })), (numbers) => {
      expect(exactSum(numbers.map(String))).toBe(String(numbers.reduce((a, b) => a + b, 0n)));
    }),
  );
});

it('knows the same amount in another spelling', () => {
  expect(sameAmount('1.50', '1.5')).toBe(true);
  expect(sameAmount(15, '15')).toBe(true);
  expect(sameAmount('0', '0.000000000000001')).toBe(false);
});
