import { PURPOSE } from '@tallystick/events';
import { rule, texts } from '../parameters/rules.js';

/** What a query narrowed to one person is for: stands in the ledger, for that person to read. */
export const IsPurpose = rule(
  'isPurpose',
  'a word of 1 to 64 of a-z, 0-9 and -, beginning with a letter or digit',
  texts((text) => PURPOSE.test(text)),
);
export const PURPOSE_DESCRIPTION =
  'What a query narrowed to one other person is for: stands in the ledger, for that person to read. Default: `not-stated`';
