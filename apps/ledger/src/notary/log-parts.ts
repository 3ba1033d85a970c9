import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { dataFolder, StartRefused, type Settings } from '@tallystick/platform';
import { loadSigningKeys, NoteRefused, parseWitnessAddress, type WitnessAddress } from '@tallystick/transparency';
import { PublishedLog } from './published-log.js';

/** The log of one data folder. */
export interface LogParts {
  readonly published: PublishedLog;
  readonly witnesses: readonly WitnessAddress[];
  /** Where in the ledger each bundle begins. */
  readonly startsFile: string;
  /** Held by the one process that writes the log. */
  readonly lockFile: string;
  /** There while the self-audit has found a fault that nobody has mended. */
  readonly faultFile: string;
}

/** Makes the folders, and the signing key on the first start. @throws StartRefused, or the file system's error */
export async function openLogParts(settings: Settings): Promise<LogParts> {
  const folder = dataFolder(settings.dataDir, settings.instance);
  await mkdir(folder.log, { recursive: true });
  await mkdir(folder.notary, { recursive: true });
  const { origin } = settings.log;
  const keyFile = settings.log.keyFile ?? join(folder.keys, 'log.key');
  try {
    const keys = await loadSigningKeys({ path: keyFile, name: origin });
    const stranger = keys.find(({ verifier }) => verifier.name !== origin);
    if (stranger !== undefined) {
      throw new StartRefused(
        `the signing key ${keyFile} is of the log "${stranger.verifier.name}", TALLYSTICK_LOG_ORIGIN is "${origin}": a log keeps its name`,
      );
    }
    return {
      published: new PublishedLog(folder.log, keys),
      witnesses: settings.witnesses.map(witnessAddress),
      startsFile: join(folder.notary, 'bundle-starts'),
      lockFile: join(folder.notary, 'lock'),
      faultFile: join(folder.notary, 'audit-fault'),
    };
  } catch (error) {
    if (error instanceof NoteRefused) throw new StartRefused(error.message, { cause: error });
    throw error;
  }
}

function witnessAddress(text: string): WitnessAddress {
  try {
    return parseWitnessAddress(text);
  } catch (error) {
    if (!(error instanceof NoteRefused)) throw error;
    throw new StartRefused(`wrong setting TALLYSTICK_WITNESSES: ${error.message}`, { cause: error });
  }
}
