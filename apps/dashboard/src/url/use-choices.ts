import { useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import { readChoices, writeChoices, type Choices, type Chosen } from './search-state.js';

/**
 * A page's choices, kept in its address: what is shown can be sent to somebody else. Each change is a step that the
 * browser's back button takes back.
 * @param choices always the same object
 */
export function useChoices<C extends Choices>(choices: C): [Chosen<C>, (change: Partial<Chosen<C>>) => void] {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const chosen = useMemo(() => readChoices(choices, search), [choices, search]);
  const choose = (change: Partial<Chosen<C>>) => {
    const written = writeChoices(choices, search, { ...chosen, ...change });
    navigate(written === '' ? path : `${path}?${written}`);
  };
  return [chosen, choose];
}
