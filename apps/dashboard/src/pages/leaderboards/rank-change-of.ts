export interface RankChangeText {
  readonly kind: 'up' | 'down' | 'same' | 'new';
  readonly text: string;
  readonly words: string;
}

/** @param previous rank in the window before; null: not on that board */
export function rankChange(rank: number, previous: number | null): RankChangeText {
  if (previous === null) return { kind: 'new', text: 'new', words: 'not on the board of the window before' };
  const places = Math.abs(previous - rank);
  if (places === 0) return { kind: 'same', text: '=', words: 'the same rank as in the window before' };
  const kind = rank < previous ? 'up' : 'down';
  return { kind, text: `${kind === 'up' ? '▲' : '▼'} ${places}`, words: `${kind} ${places} from rank ${previous}` };
}
