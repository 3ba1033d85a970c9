import { describe, expect, it } from '@jest/globals';
import { StartRefused } from '@tallystick/platform';
import { startProcess, tempDir } from '@tallystick/testing';
import { join } from 'node:path';
import { lockInstance } from './instance-lock.js';

describe('the instance lock', () => {
  it('is held by one at a time, and each name has its own', async () => {
    await using dir = await tempDir('lock');
    const file = join(dir.path, 'instances', '0.lock');
    const first = lockInstance(file, '0');
    expect(() => lockInstance(file, '0')).toThrow(StartRefused);
    expect(() => lockInstance(file, '0')).toThrow(/instance "0".*TALLYSTICK_INSTANCE$/);
    lockInstance(join(dir.path, 'instances', '1.lock'), '1').release();
    first.release();
    lockInstance(file, '0').release();
  });

  it('falls with the process that held it, however it dies', async () => {
    await using dir = await tempDir('lock');
    const file = join(dir.path, '0.lock');
    const script = `const { DatabaseSync } = require('node:sqlite');
      const lock = new DatabaseSync(${JSON.stringify(file)}); lock.exec('PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE');
      console.log('held'); setInterval(() => lock.isOpen, 1000);`;
    const holder = await startProcess({ args: ['-e', script], ready: /held/ });
    expect(() => lockInstance(file, '0')).toThrow(StartRefused);
    await holder.kill();
    lockInstance(file, '0').release();
  });
});
