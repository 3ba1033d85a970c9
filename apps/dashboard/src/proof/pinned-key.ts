/**
 * The log's key as this browser saw it first. Whoever could put another log in the place of this one would have to sign
 * it with another key, and that shows.
 */
const KEY = 'tallystick.log-key';

export type Pinned = 'first-seen' | 'known' | 'changed';

/** @param keys as `/log/key` answers them: while a key is changed on purpose, the old one stands among them */
export function pin(keys: readonly string[], storage: Pick<Storage, 'getItem' | 'setItem'> = localStorage): Pinned {
  const seen = storage.getItem(KEY);
  if (seen !== null && !keys.includes(seen)) return 'changed';
  // The old key vouched for the new one, by standing beside it: from now on the new one is ours.
  if (seen !== keys[0]) storage.setItem(KEY, keys[0]!);
  return seen === null ? 'first-seen' : 'known';
}

export const pinnedKey = (storage: Pick<Storage, 'getItem'> = localStorage): string | null => storage.getItem(KEY);

/** The reader looked into it and believes the new key. */
export const trustKey = (key: string, storage: Pick<Storage, 'setItem'> = localStorage): void =>
  storage.setItem(KEY, key);
