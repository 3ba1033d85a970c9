import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startProcess } from '../process/start-process.js';
import { tempDir, type TempDir } from '../temp-dir.js';

const runTests = fileURLToPath(new URL('../../bin/run-tests.js', import.meta.url));
const kafkaTests = 'libs/testing/src/kafka/start-kafka';

describe('npm test', () => {
  /** A PATH on which neither docker nor java can be found. */
  let bare: TempDir;
  beforeAll(async () => {
    bare = await tempDir('bare-path');
    for (const program of ['sh', 'cat', 'cut', 'basename', 'rm'])
      await symlink(`/bin/${program}`, join(bare.path, program));
  });
  afterAll(() => bare.remove());

  const run = async (args: readonly string[], env: Record<string, string> = {}) => {
    const tests = await startProcess({ entry: runTests, args, env: { PATH: bare.path, ...env } });
    const { code } = await tests.exited;
    return { code, lastLine: tests.stdout().trimEnd().split('\n').at(-1), stdout: tests.stdout() };
  };

  it('counts what passed', async () => {
    const { code, lastLine } = await run(['libs/testing/src/wait-until.spec.ts']);
    expect({ code, lastLine }).toEqual({ code: 0, lastLine: '2 passed, 0 failed, 0 skipped' });
  });

  it('fails when nothing was run', async () => {
    const { code, lastLine, stdout } = await run(['no-such-test']);
    expect({ code, lastLine }).toEqual({ code: 1, lastLine: '0 passed, 0 failed, 0 skipped' });
    expect(stdout).toContain('nothing was run');
  });

  it('says what was skipped for want of a server, and why', async () => {
    const { code, lastLine, stdout } = await run([kafkaTests]);
    expect({ code, lastLine }).toEqual({ code: 0, lastLine: '0 passed, 0 failed, 3 skipped' });
    expect(stdout).toMatch(/2 in \S+start-kafka\.it\.spec\.ts: a broker of one test file \(no Kafka: .*no java/);
  });

  it('lets no test be skipped for want of a server in CI', async () => {
    const { code, lastLine } = await run([kafkaTests], { CI: 'true' });
    expect({ code, lastLine }).toEqual({ code: 1, lastLine: '0 passed, 2 failed, 0 skipped' });
  });
});
