/**
 * Makes the first API key, with every role: the keys file goes to standard output, the key itself to standard error.
 * Further keys: `tallystick key`.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../apps/cli/bin/tallystick.js', import.meta.url));
const roles = ['publisher', 'member', 'team-lead', 'auditor', 'identity-officer', 'admin'];
const args = ['key', '--name', 'first', '--role', ...roles, '--source', '*', '--json'];
const { key, entry } = JSON.parse(execFileSync(process.execPath, [cli, ...args], { encoding: 'utf8' }));
process.stdout.write(`${JSON.stringify([entry], null, 2)}\n`);
process.stderr.write(`The first key, shown only now (it has every role): ${key}\n`);
