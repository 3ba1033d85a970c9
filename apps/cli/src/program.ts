import { Command, InvalidArgumentError, Option } from 'commander';
import { processTerminal } from './output/terminal.js';
import { FORMATS, type Format } from './reading/open-reading.js';
import { ledgerUrl } from './services/addresses.js';

const JSON_FLAG = ['--json', 'print one JSON document on standard output, no progress'] as const;
const formatOption = () =>
  new Option('--format <format>', 'what the files are').choices([...FORMATS]).makeOptionMandatory();

/** The command line. Each command is loaded when it is called, so that none pays for another's libraries. */
export function createProgram(exit: (code: number) => void, env: NodeJS.ProcessEnv = process.env): Command {
  const token = env['TALLYSTICK_TOKEN'] || undefined;
  const credentials = token === undefined ? {} : { token };
  const program = new Command('tallystick')
    .description('A ledger of AI token usage: start it, bring usage in, rebuild its read models.')
    .exitOverride()
    .showHelpAfterError('(tallystick --help shows every command)');

  program
    .command('import')
    .description('bring real usage from files into a running ledger; running it twice changes nothing')
    .argument('<path...>', 'files or folders')
    .addOption(formatOption())
    .option('--to <url>', 'the ledger service', url, ledgerUrl(env))
    .option('--subject <subject>', 'whose transcripts these are (claude-code only, required there)')
    .option(...JSON_FLAG)
    .action(async (paths: string[], options: { format: Format; to: string; subject?: string; json?: true }) => {
      const { importUsage } = await import('./commands/import-usage.js');
      exit(await importUsage(processTerminal(options.json === true), paths, { ...options, ...credentials }));
    });

  return program;
}

function url(text: string): string {
  const parsed = URL.canParse(text) ? new URL(text) : null;
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
    throw new InvalidArgumentError('It must be an address like http://127.0.0.1:8080.');
  }
  return text;
}
