import { expect, it } from '@jest/globals';
import { pin, pinnedKey, trustKey } from './pinned-key.js';

function memory() {
  const held = new Map<string, string>();
  return {
    getItem: (name: string) => held.get(name) ?? null,
    setItem: (name: string, value: string) => held.set(name, value),
  };
}

it('keeps the key that it saw first, and tells when another stands in its place', () => {
  const storage = memory();
  expect(pin(['one'], storage)).toBe('first-seen');
  expect(pin(['one'], storage)).toBe('known');
  expect(pin(['two'], storage)).toBe('changed');
  expect(pin(['two'], storage)).toBe('changed');
  expect(pinnedKey(storage)).toBe('one');
  trustKey('two', storage);
  expect(pin(['two'], storage)).toBe('known');
});

it('goes over to a new key beside which the old one stood', () => {
  const storage = memory();
  pin(['one'], storage);
  expect(pin(['two', 'one'], storage)).toBe('known');
  expect(pin(['two'], storage)).toBe('known');
  expect(pin(['one'], storage)).toBe('changed');
});
