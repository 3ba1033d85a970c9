import { expect, it } from '@jest/globals';
import { decideNaming, NEVER_CHOSEN, type NamingChoice } from './decide-naming.js';

const actor = 'p_aaaaaaaaaaaaaaaa';
const yes: NamingChoice = { named: true, position: '7' };
const no: NamingChoice = { named: false, position: '9' };

it.each([
  [NEVER_CHOSEN, true],
  [yes, false],
  [no, true],
])('after %j the choice %s is one', (present, named) => {
  const data = { actor, named };
  expect(decideNaming(present, data)).toEqual({ decided: true, event: { type: 'NamingChosen', data } });
});

it.each([
  [NEVER_CHOSEN, false],
  [yes, true],
  [no, false],
])('after %j the choice %s changes nothing', (present, named) => {
  expect(decideNaming(present, { actor, named })).toMatchObject({ decided: false, code: 'not-a-change' });
});
