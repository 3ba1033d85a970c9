import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder } from '@tallystick/platform';
import { CHECKPOINT_PATH, logFolder, logOverHttp, type LogFiles } from '@tallystick/transparency';
import { CliFailure } from '../failure.js';

/** Where a log is read from. */
export interface LogSource {
  readonly files: LogFiles;
  /** The ledger beside the log, in a data folder. */
  readonly ledgerDir?: string;
}

/** @param log an HTTP prefix, a data folder, or a folder that is a copy of a log. @throws CliFailure */
export function logSource(log: string, token: string | undefined): LogSource {
  if (/^https?:\/\//.test(log)) {
    if (!URL.canParse(log)) throw new CliFailure(`--log ${log} is not an address`);
    return { files: logOverHttp(log, token === undefined ? {} : { token }) };
  }
  const folder = dataFolder(log, '0');
  if (existsSync(folder.ledger)) return { files: logFolder(folder.log), ledgerDir: folder.ledger };
  for (const dir of [folder.log, log]) if (existsSync(join(dir, CHECKPOINT_PATH))) return { files: logFolder(dir) };
  throw new CliFailure(`there is no log in ${log}: give a data folder, or an address like http://127.0.0.1:8080/log`);
}
