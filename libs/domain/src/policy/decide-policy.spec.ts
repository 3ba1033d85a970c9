import { describe, expect, it } from '@jest/globals';
import type { PolicyAdoptedData } from '@tallystick/events';
import { policyInForce } from '../privacy/rules-in-force.js';
import { decidePolicy, type AdoptedPolicy } from './decide-policy.js';

const at = (day: string): number => Date.parse(`2026-${day}T00:00:00Z`);
const policy = (from: string, change: Partial<PolicyAdoptedData> = {}): PolicyAdoptedData => ({
  from: `2026-${from}T00:00:00Z`,
  boards: { teams: ['member'] },
  names: 'pseudonyms',
  purposes: ['support'],
  author: 'p_1',
  ...change,
});
const adopted = (...policies: PolicyAdoptedData[]): AdoptedPolicy[] =>
  policies.map((data, n) => ({ position: String(10 * (n + 1)), ...data }));

describe('the policy in force', () => {
  const policies = adopted(policy('03-01'), policy('06-01'), policy('04-01'), policy('06-01', { purposes: ['other'] }));
  it.each([
    ['02-28', undefined],
    ['03-01', '10'],
    ['03-31', '10'],
    ['04-01', '30'],
    ['06-01', '40'],
    ['12-31', '40'],
  ])('on %s is the one that began last, the later adopted of two: %s', (day, position) => {
    expect(policyInForce(policies, at(day))?.position).toBe(position);
  });
});

describe('adopting a policy', () => {
  const others = { names: 'by-choice' } as const;
  it.each<[string, AdoptedPolicy[], PolicyAdoptedData]>([
    ['the first', [], policy('01-01')],
    ['one that says something else', adopted(policy('03-01')), policy('06-01', others)],
    ['one that adds words', adopted(policy('03-01')), policy('06-01', { text: 'Be kind.' })],
    ['one in the place of one that has not begun', adopted(policy('03-01'), policy('09-01', others)), policy('09-01')],
    ['one before another that has not begun', adopted(policy('03-01'), policy('09-01')), policy('08-01', others)],
    ['one in the place of the present one, from its beginning', adopted(policy('03-01')), policy('03-01', others)],
  ])('takes %s', (_what, policies, command) => {
    expect(decidePolicy(policies, command, at('05-01'))).toEqual({
      decided: true,
      event: { type: 'PolicyAdopted', data: command },
    });
  });

  it.each<[string, AdoptedPolicy[], PolicyAdoptedData, RegExp]>([
    [
      'says what is in force',
      adopted(policy('03-01')),
      policy('06-01', { author: 'p_2' }),
      /position 10 says the same/,
    ],
    [
      'says what will be in force',
      adopted(policy('03-01'), policy('09-01', others)),
      policy('10-01', others),
      /position 20/,
    ],
    ['would begin before the present one', adopted(policy('03-01')), policy('02-01', others), /would never be/],
  ])('refuses one that %s', (_what, policies, command, says) => {
    expect(decidePolicy(policies, command, at('05-01'))).toMatchObject({
      decided: false,
      code: 'not-a-change',
      detail: expect.stringMatching(says),
    });
  });
});
