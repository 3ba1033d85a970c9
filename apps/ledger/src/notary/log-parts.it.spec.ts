import { expect, it } from '@jest/globals';
import { loadSettings, StartRefused } from '@tallystick/platform';
import { tempDir } from '@tallystick/testing';
import { openLogParts } from './log-parts.js';

it('names the setting when a witness is not one', async () => {
  await using folder = await tempDir();
  const settings = loadSettings({ TALLYSTICK_DATA_DIR: folder.path, TALLYSTICK_WITNESSES: 'http://127.0.0.1:7380' });
  const refused = await openLogParts(settings).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(StartRefused);
  expect((refused as Error).message).toMatch(/^wrong setting TALLYSTICK_WITNESSES: not a witness \(URL#VERIFIER-KEY/);
});
