import { describe, expect, it } from '@jest/globals';
import { oneOf, optionalDate, optionalText, readChoices, writeChoices } from './search-state.js';

const choices = {
  window: oneOf(['day', 'week', 'all'], 'all'),
  at: optionalDate,
  team: optionalText,
};

describe('the choices in an address', () => {
  it('are read, and the rest is as it would be anyhow', () => {
    expect(readChoices(choices, 'window=week&team=')).toEqual({ window: 'week', at: null, team: '' });
    expect(readChoices(choices, '')).toEqual({ window: 'all', at: null, team: null });
  });

  it('are as if not there when they make no sense', () => {
    expect(readChoices(choices, "window=constructor&at=2026-13-<script>&team=<b>'")).toEqual({
      window: 'all',
      at: null,
      team: "<b>'",
    });
  });

  it('come back from what is written', () => {
    const chosen = { window: 'day', at: '2026-05-20', team: 'a&b=c' } as const;
    const search = writeChoices(choices, '', chosen);
    expect(search).toBe('window=day&at=2026-05-20&team=a%26b%3Dc');
    expect(readChoices(choices, search)).toEqual(chosen);
  });

  it('leave others alone, and leave out what is as it would be anyhow', () => {
    expect(writeChoices(choices, 'window=day&explain=x', { window: 'all', at: null, team: null })).toBe('explain=x');
  });
});
