import { expect, it } from '@jest/globals';
import { PreparedNames } from './prepared-names.js';

it('names 128 texts, each by one name of its own, and no more', () => {
  const prepared = new PreparedNames();
  const texts = Array.from({ length: 200 }, (_, n) => `select ${n}`);
  const names = texts.map((text) => prepared.nameOf(text));
  expect(new Set(names.slice(0, 128)).size).toBe(128);
  expect(new Set(names.slice(128))).toEqual(new Set([undefined]));
  expect(texts.map((text) => prepared.nameOf(text))).toEqual(names);
});
