import { expect, it } from '@jest/globals';
import { fileNameOf } from './file-name-of.js';

it.each([
  ['attachment; filename="tallystick-boards-1042.csv"', 'tallystick-boards-1042.csv'],
  ['attachment; filename="../../etc/passwd"', null],
  ['attachment', null],
  [null, null],
])('%s names the file %s', (header, name) => {
  expect(fileNameOf(header)).toBe(name);
});
