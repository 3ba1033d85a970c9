import { chmodSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { treeSize } from '../merkle/hash.js';
import type { WitnessMemory } from './witness-memory.js';

export interface SqliteWitnessMemory extends WitnessMemory {
  close(): void;
}

/** Another process has the memory open: two witnesses of one key could contradict each other. */
export class MemoryInUse extends Error {
  override readonly name = 'MemoryInUse';
}

/**
 * A witness's memory in one file, locked while it is open; each change is synced to the disk, its folder too.
 * @throws MemoryInUse
 */
export function openSqliteWitnessMemory(file: string): SqliteWitnessMemory {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = EXTRA; BEGIN EXCLUSIVE');
    database.exec(
      'CREATE TABLE IF NOT EXISTS seen (origin TEXT PRIMARY KEY, size INTEGER NOT NULL, note BLOB NOT NULL)',
    );
    database.exec('COMMIT');
    chmodSync(file, 0o600);
  } catch (error) {
    database.close();
    if (!/locked/.test((error as Error).message)) throw error;
    throw new MemoryInUse(`another witness uses ${file}: stop it first`, { cause: error });
  }
  const find = database.prepare('SELECT size, note FROM seen WHERE origin = ?');
  const insert = database.prepare('INSERT INTO seen (origin, size, note) VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
  const update = database.prepare('UPDATE seen SET size = ?, note = ? WHERE origin = ? AND note = ?');
  return {
    last(origin) {
      const row = find.get(origin);
      return row && { size: treeSize(Number(row['size'])), note: row['note'] as Uint8Array };
    },
    remember(origin, before, { size, note }) {
      const done = before === undefined ? insert.run(origin, size, note) : update.run(size, note, origin, before.note);
      return Number(done.changes) === 1;
    },
    close: () => database.close(),
  };
}
