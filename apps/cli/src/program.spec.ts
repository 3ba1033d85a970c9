import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { createProgram } from './program.js';
import { FORMATS } from './reading/open-reading.js';

const program = createProgram(() => undefined, {});
const reference = readFileSync(new URL('../../../docs/reference/cli.md', import.meta.url), 'utf8');
const options = program.commands.flatMap((command) =>
  command.options.map(({ long }) => [command.name(), long] as const),
);

describe('the command line', () => {
  it('is in the reference, command by command', () => {
    const documented = [...(reference.split('\n## ', 1)[0]?.matchAll(/^\| `([a-z]+)` +\|/gm) ?? [])].map(
      ([, name]) => name,
    );
    expect(documented).toEqual(expect.arrayContaining(program.commands.map((command) => command.name())));
    expect(documented).toHaveLength(program.commands.length);
  });

  it.each(options.filter(([, long]) => long !== '--json'))(
    'has its option in the section of %s: %s',
    (command, long) => {
      const section = reference.split(/^## /m).find((text) => text.startsWith(`\`${command}`));
      expect(section).toContain(String(long));
    },
  );

  it('takes --json everywhere', () => {
    const commands = options.filter(([, long]) => long === '--json').map(([command]) => command);
    expect(commands).toEqual(program.commands.map((command) => command.name()));
  });

  it.each(FORMATS)('has the format %s in the reference', (format) => {
    expect(reference).toContain(`| \`${format}\``);
  });

  it.each([
    [{}, 'http://127.0.0.1:8080'],
    [{ TALLYSTICK_LEDGER_PORT: '9000' }, 'http://127.0.0.1:9000'],
    [{ TALLYSTICK_LEDGER_HOST: '0.0.0.0', TALLYSTICK_LEDGER_PORT: '' }, 'http://127.0.0.1:8080'],
    [{ TALLYSTICK_LEDGER_HOST: '::1' }, 'http://[::1]:8080'],
  ])('sends to the ledger of this machine: %j', (env, url) => {
    const command = createProgram(() => undefined, env).commands.find((one) => one.name() === 'import');
    expect(command?.opts()['to']).toBe(url);
  });
});
