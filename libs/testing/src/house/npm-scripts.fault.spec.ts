import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { freePort } from '../free-port.js';
import { startProcess } from '../process/start-process.js';
import { tempDir } from '../temp-dir.js';
import { waitUntil } from '../wait-until.js';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

it('ends a service when the npm that runs it is told to end, and leaves none behind', async () => {
  await using folder = await tempDir('npm');
  const url = `http://127.0.0.1:${await freePort()}/health/live`;
  const npm = await startProcess({
    command: 'npm',
    args: ['run', '-s', 'ledger'],
    cwd: ROOT,
    env: { TALLYSTICK_DATA_DIR: folder.path, TALLYSTICK_LEDGER_PORT: new URL(url).port, LOG_LEVEL: 'warn' },
    ready: new URL(url),
  });
  try {
    // As `kill` does it: npm alone, not its group.
    process.kill(npm.pid, 'SIGTERM');
    const gone = () =>
      fetch(url).then(
        () => false,
        () => true,
      );
    expect(await waitUntil(gone, { what: 'the service to end with its npm' })).toBe(true);
  } finally {
    await npm.kill();
  }
});
