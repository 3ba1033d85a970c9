import { expect, it } from '@jest/globals';
import { madeUpShare } from './made-up-share.js';

const row = (subject: string, share: number) => ({ rank: 1, subject, value: 1, share, previousRank: null });

it('is what the sources of generated samples have of the tokens', () => {
  expect(madeUpShare({ rows: [] })).toBe(0);
  expect(madeUpShare({ rows: [row('urn:example:gateway', 1)] })).toBe(0);
  expect(
    madeUpShare({ rows: [row('urn:tallystick:sample', 0.5), row('urn:a', 0.25), row('urn:tallystick:bench', 0.25)] }),
  ).toBe(0.75);
  expect(madeUpShare({ rows: [row('urn:tallystick:sample-of-mine', 1)] })).toBe(0);
});

it('is everything only when nothing comes from elsewhere, be it ever so little', () => {
  const sample = row('urn:tallystick:sample', 1);
  expect(madeUpShare({ rows: [sample] })).toBe(1);
  expect(madeUpShare({ rows: [sample, row('urn:a', 0)] })).toBeLessThan(1);
});
