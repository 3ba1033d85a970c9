import { randomBytes } from 'node:crypto';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { BackupOptions } from './commands/backup.js';
import { stateFolder } from './audit/state-folder.js';
import type { DemoOptions } from './commands/demo.js';
import type { KeyOptions } from './commands/key.js';
import type { ImportOptions } from './commands/import-usage.js';
import type { PricesCommand } from './commands/prices.js';
import type { PublishOptions } from './commands/publish.js';
import { processTerminal } from './output/terminal.js';
import { FORMATS } from './reading/open-reading.js';
import type { ProveOptions } from './commands/prove.js';
import type { RecountOptions } from './commands/recount.js';
import type { VerifyOptions } from './commands/verify.js';
import type { WitnessOptions } from './commands/witness.js';
import { ledgerUrl, projectorUrl } from './services/addresses.js';

const JSON_FLAG = ['--json', 'print one JSON document on standard output, no progress'] as const;
const formatOption = () =>
  new Option('--format <format>', 'what the files are').choices([...FORMATS]).makeOptionMandatory();

const SUBJECT_OPTION = [
  '--subject <subject>',
  'whose transcripts these are (claude-code only, required there)',
] as const;
interface JsonOption {
  readonly json?: true;
}

/** The command line. Each command is loaded when it is called, so that none pays for another's libraries. */
export function createProgram(
  exit: (code: number) => void,
  env: Readonly<Record<string, string | undefined>>,
): Command {
  const token = env['TALLYSTICK_TOKEN'] || undefined;
  const credentials = token === undefined ? {} : { token };
  const program = new Command('tallystick')
    .description('A ledger of AI token usage: start it, bring usage in, rebuild its read models.')
    .exitOverride()
    .showHelpAfterError('(tallystick --help shows every command)');

  program
    .command('up')
    .description('start the ledger and the projector on this machine, until Ctrl-C')
    .option('--data-dir <folder>', 'where everything is kept (default: TALLYSTICK_DATA_DIR, else ./data)')
    .option(...JSON_FLAG)
    .action(async ({ dataDir, json }: { dataDir?: string } & JsonOption) => {
      const { up } = await import('./commands/up.js');
      exit(await up(processTerminal(json === true), dataDir));
    });

  program
    .command('import')
    .description('bring real usage from files into a running ledger; running it twice changes nothing')
    .argument('<path...>', 'files or folders')
    .addOption(formatOption())
    .option('--to <url>', 'the ledger service', url, ledgerUrl(env))
    .option(...SUBJECT_OPTION)
    .option('--prices', 'also list the public price of each model that is met')
    .option(...JSON_FLAG)
    .action(async (paths: string[], { json, ...options }: ImportOptions & JsonOption) => {
      const { importUsage } = await import('./commands/import-usage.js');
      exit(await importUsage(processTerminal(json === true), paths, { ...options, ...credentials }));
    });

  program
    .command('publish')
    .description('publish the same files into a Kafka topic')
    .argument('<path...>', 'files or folders')
    .requiredOption('--brokers <list>', 'host:port, comma separated')
    .requiredOption('--topic <topic>', 'an existing topic')
    .addOption(formatOption())
    .option(...SUBJECT_OPTION)
    .option(...JSON_FLAG)
    .action(async (paths: string[], { json, ...options }: PublishOptions & JsonOption) => {
      const { publish } = await import('./commands/publish.js');
      exit(await publish(processTerminal(json === true), paths, options));
    });

  program
    .command('prices')
    .description('list the prices of the npm package @pydantic/genai-prices in a running ledger; twice changes nothing')
    .requiredOption('--seed', 'list what the price book does not say yet')
    .option('--provider <id...>', 'only the models of these providers')
    .option('--name <provider/model...>', 'further names of models, as usage events state them')
    .option('--to <url>', 'the ledger service', url, ledgerUrl(env))
    .option(...JSON_FLAG)
    .action(async ({ json, ...options }: PricesCommand & JsonOption) => {
      const { prices } = await import('./commands/prices.js');
      exit(await prices(processTerminal(json === true), { ...options, ...credentials }));
    });

  program
    .command('rebuild')
    .description('fold the whole ledger anew into the read models, by the running projector or, if none runs, here')
    .option('--compare', 'only compare with the live tables, which stay')
    .option('--to <url>', `the projector service (default: ${projectorUrl(env)})`, url)
    .option(...JSON_FLAG)
    .action(async ({ json, ...options }: { to?: string; compare?: true } & JsonOption) => {
      const { rebuild } = await import('./commands/rebuild.js');
      const defaultTo = projectorUrl(env);
      exit(await rebuild(processTerminal(json === true), { ...options, defaultTo, ...credentials }));
    });

  program
    .command('verify')
    .description(
      'check a whole log, or a proof file, by its signature: exit 0 sound, 1 tampered with, 2 could not check',
    )
    .option('--log <log>', 'an address like http://127.0.0.1:8080/log, or a data folder')
    .addOption(new Option('--proof <file>', 'a proof file, checked offline').conflicts(['log', 'since']))
    .requiredOption('--key <key>', "the log's verifier key, or a file of such keys")
    .option('--since <file>', 'a checkpoint kept from earlier: the log must go on from it')
    .option('--witness <key...>', 'verifier keys of witnesses that must have cosigned')
    .option('--state <folder>', 'where what was seen last is kept', stateFolder(env))
    .option(...JSON_FLAG)
    .action(async ({ json, ...options }: VerifyOptions & JsonOption) => {
      const { verify } = await import('./commands/verify.js');
      exit(await verify(processTerminal(json === true), { ...options, ...credentials }));
    });

  program
    .command('prove')
    .description('fetch a proof that one event is in the log, for verify --proof')
    .requiredOption('--source <source>', "the event's source")
    .requiredOption('--id <id>', "the event's id")
    .requiredOption('--out <file>', 'where to write the proof')
    .option('--from <url>', 'the ledger service', url, ledgerUrl(env))
    .option(...JSON_FLAG)
    .action(async ({ json, ...options }: ProveOptions & JsonOption) => {
      const { prove } = await import('./commands/prove.js');
      exit(await prove(processTerminal(json === true), { ...options, ...credentials }));
    });

  program
    .command('recount')
    .description('check a log and count it from scratch: leaderboards, and the digest to hold against GET /v1/digest')
    .requiredOption('--log <log>', 'an address like http://127.0.0.1:8080/log, or a data folder')
    .option('--size <entries>', 'count only so many entries', entries)
    .option(
      '--key <key>',
      "the log's verifier key, or a file of such keys (default: the one that the log itself names)",
    )
    .option(...JSON_FLAG)
    .action(async ({ json, ...options }: Omit<RecountOptions, 'timeZone'> & JsonOption) => {
      const { recount } = await import('./commands/recount.js');
      const timeZone = env['TALLYSTICK_TZ'] || 'UTC';
      exit(await recount(processTerminal(json === true), { ...options, timeZone, ...credentials }));
    });

  program
    .command('witness')
    .description('watch logs: cosign their checkpoints as long as they never change what was seen, until Ctrl-C')
    .requiredOption('--listen <address>', 'host:port')
    .requiredOption('--key <file>', "the witness's own key, made on the first start; its memory lies beside it")
    .requiredOption('--log <key...>', 'verifier keys of the logs to watch, or files of them')
    .option(
      '--name <name>',
      "the witness's name when its key is made",
      `tallystick.local/witness-${randomBytes(4).toString('hex')}`,
    )
    .option(...JSON_FLAG)
    .action(async ({ json, ...options }: WitnessOptions & JsonOption) => {
      const { witness } = await import('./commands/witness.js');
      exit(await witness(processTerminal(json === true), options));
    });

  program
    .command('key')
    .description('make an API key for TALLYSTICK_KEYS_FILE; it is shown once')
    .requiredOption('--name <name>', 'what the key is for; not a person')
    .requiredOption('--role <role...>', 'publisher, member, team-lead, auditor, identity-officer, admin')
    .option('--source <source...>', "a publisher's sources: exact, or a prefix that ends in *")
    .option('--subject <subject>', 'whose key it is, named as usage events name their subject')
    .option('--team <team...>', "a team-lead's teams")
    .option(...JSON_FLAG)
    .action(async ({ json, ...options }: KeyOptions & JsonOption) => {
      const { makeKey } = await import('./commands/key.js');
      exit(makeKey(processTerminal(json === true), options));
    });

  program
    .command('backup')
    .description('copy ledger, vault and keys out of a data folder in use; services can be started on the copy')
    .requiredOption('--to <folder>', 'where to: a missing or empty folder')
    .option('--data-dir <folder>', 'what to copy (default: TALLYSTICK_DATA_DIR, else ./data)')
    .option(...JSON_FLAG)
    .action(async ({ json, ...options }: BackupOptions & JsonOption) => {
      const { backup } = await import('./commands/backup.js');
      exit(await backup(processTerminal(json === true), options));
    });

  program
    .command('demo')
    .description('both services on a fresh temporary folder, with usage to look at')
    .addOption(new Option('--trace <path>', 'the public Azure LLM trace (CSV) instead of the made-up sample'))
    .addOption(
      new Option('--claude-code [folder]', 'your own history instead (default: ~/.claude/projects)').conflicts('trace'),
    )
    .option('--subject <subject>', 'whose history it is, with --claude-code (default: me)')
    .option('--data-dir <folder>', 'keep the data there (default: a temporary folder, removed at the end)')
    .option('--exit', 'end after the board instead of at Ctrl-C')
    .option(...JSON_FLAG)
    .action(async ({ json, ...options }: DemoOptions & JsonOption) => {
      const { demo } = await import('./commands/demo.js');
      exit(await demo(processTerminal(json === true), options));
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

function entries(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It must be a number of entries.');
  return Number(text);
}
