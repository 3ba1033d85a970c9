import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FolderInUse } from '../read-models-errors.js';
import { bootId, startOfProcess } from './boot.js';

/** Two starting processes that find the same stale claim at once need a few turns to agree. */
const MAX_TRIES = 10;

interface Owner {
  readonly pid: number;
  readonly startedAt: string | null;
  readonly bootId: string;
}

/** One process at a time: PGlite does not look for others itself. */
export interface FolderClaim {
  /** True when the last owner did not close and the machine was booted since: the files may be torn. */
  readonly mayBeTorn: boolean;
  release(): void;
}

/** @throws FolderInUse a living process has the folder open */
export function claimFolder(folder: string): FolderClaim {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'owner.json');
  let mayBeTorn = false;
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const me: Owner = { pid: process.pid, startedAt: startOfProcess(process.pid), bootId: bootId() };
    try {
      writeFileSync(file, JSON.stringify(me), { flag: 'wx' });
      return { mayBeTorn, release: () => rmSync(file, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const text = read(file);
    const stale = ownerOf(text);
    if (stale !== null && isAlive(stale)) {
      throw new FolderInUse(
        `${folder} is open in process ${stale.pid}: stop that one first, or give this one a folder of its own`,
      );
    }
    mayBeTorn ||= stale === null || stale.bootId !== bootId();
    setAside(file, text);
  }
  throw new FolderInUse(`${folder}: other processes keep claiming it`);
}

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return '';
  }
};

/** null: unreadable, as after a power cut. */
function ownerOf(text: string): Owner | null {
  try {
    return JSON.parse(text) as Owner;
  } catch {
    return null;
  }
}

const isAlive = (owner: Owner): boolean =>
  owner.bootId === bootId() && startOfProcess(owner.pid) === owner.startedAt && owner.startedAt !== null;

/** Of several processes one renames the stale claim; who renamed the winner's new claim by that puts it back. */
function setAside(file: string, stale: string): void {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
    if (read(aside) !== stale) linkSync(aside, file);
    rmSync(aside, { force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
