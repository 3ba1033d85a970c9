#!/usr/bin/env node
/**
 * `npm test [-- arguments for jest]`: pure tests first on all cores, then those with real servers, then, one at a time,
 * those that kill or start whole processes. The last line says how many ran; nothing run at all is a failure.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openTestRun } from '../dist/index.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const nodeOptions = [
  process.env.NODE_OPTIONS ?? '',
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  // kafkajs 2.2.4 on Node 24: harmless (its request queue computes a negative wait).
  '--disable-warning=TimeoutNegativeWarning',
].join(' ');
/** After its report is written, jest may take this long to end; past it some test left something open. */
const exitTimeoutMs = 30_000;

const phases = [
  { name: 'pure', match: '**/src/**/!(*.it|*.fault|*.e2e).spec.ts', workers: '100%' },
  { name: 'with real servers and files', match: '**/src/**/*.it.spec.ts', workers: '2' },
  { name: 'with kills and whole processes', match: '**/src/**/*.@(fault|e2e).spec.ts', workers: '1' },
];

async function runPhase({ name, match, workers }, env, folder) {
  const report = join(folder, `${name.replaceAll(' ', '-')}.json`);
  const args = ['--testMatch', match, '--maxWorkers', workers, '--passWithNoTests', '--json', `--outputFile=${report}`];
  process.stderr.write(`\n── Tests: ${name} ──\n`);
  const child = spawn(process.execPath, [jest, ...process.argv.slice(2), ...args], {
    cwd: root,
    env: { ...process.env, ...env, NODE_OPTIONS: nodeOptions },
    stdio: ['inherit', 'ignore', 'inherit'],
  });
  const exited = once(child, 'exit');
  let hung = false;
  while (child.exitCode === null && child.signalCode === null) {
    await Promise.race([exited, sleep(500)]);
    if (!existsSync(report)) continue;
    await Promise.race([exited, sleep(exitTimeoutMs, undefined, { ref: false })]);
    if (child.exitCode === null && child.signalCode === null) {
      hung = true;
      child.kill('SIGKILL');
      await exited;
    }
  }
  return summaryOf(name, report, child, hung);
}

function summaryOf(name, report, child, hung) {
  const trouble = [];
  if (hung) trouble.push(`the tests "${name}" left something open: jest did not end within ${exitTimeoutMs} ms`);
  if (!existsSync(report)) {
    trouble.push(`jest ended without a report (code ${child.exitCode}, signal ${child.signalCode}) in "${name}"`);
    return { passed: 0, failed: 0, skipped: [], trouble };
  }
  const result = JSON.parse(readFileSync(report, 'utf8'));
  for (const suite of result.testResults) {
    if (suite.status === 'failed' && suite.assertionResults.every(({ status }) => status !== 'failed')) {
      trouble.push(`${suite.name.slice(root.length + 1)} could not be run`);
    }
  }
  if (child.exitCode !== 0 && trouble.length === 0 && result.numFailedTests === 0) {
    trouble.push(`jest ended with code ${child.exitCode} in "${name}"`);
  }
  const skipped = result.testResults.flatMap((suite) =>
    suite.assertionResults
      .filter(({ status }) => status !== 'passed' && status !== 'failed')
      .map(({ ancestorTitles, title }) => ({
        file: suite.name.slice(root.length + 1),
        what: ancestorTitles[0] ?? title,
      })),
  );
  return { passed: result.numPassedTests, failed: result.numFailedTests, skipped, trouble };
}

function tellSkipped(skipped) {
  if (skipped.length === 0) return;
  const groups = Map.groupBy(skipped, ({ file, what }) => `${file}: ${what}`);
  console.log('\nSkipped:');
  for (const [group, tests] of groups) console.log(`  ${tests.length} in ${group}`);
}

const folder = mkdtempSync(join(tmpdir(), 'tallystick-report-'));
const run = await openTestRun();
const results = [];
try {
  for (const phase of phases) results.push(await runPhase(phase, run.env, folder));
} finally {
  await run.close();
  rmSync(folder, { recursive: true, force: true });
}
const trouble = results.flatMap((result) => result.trouble);
const skipped = results.flatMap((result) => result.skipped);
const passed = results.reduce((sum, result) => sum + result.passed, 0);
const failed = results.reduce((sum, result) => sum + result.failed, 0) + trouble.length;
if (passed + failed + skipped.length === 0) trouble.push('no test matched: nothing was run');
tellSkipped(skipped);
if (trouble.length > 0) console.log(`\nTrouble:\n${trouble.map((line) => `  ${line}`).join('\n')}`);
process.exitCode = failed > 0 || trouble.length > 0 ? 1 : 0;
console.log(`\n${passed} passed, ${failed} failed, ${skipped.length} skipped`);
