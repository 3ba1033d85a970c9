#!/usr/bin/env node
/** Builds the static files into dist; does nothing while they are newer than everything they are made of. */
import { readdirSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const page = join(root, 'dist/index.html');
const MADE_OF = [
  'src',
  'public',
  'build',
  'bin',
  'index.html',
  'package.json',
  'vite.config.js',
  '../../package-lock.json',
];

/** ms since the epoch; a folder also counts, so that a removed file is noticed. */
function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

const builtAt = statSync(page, { throwIfNoEntry: false })?.mtimeMs ?? 0;
if (Math.max(...MADE_OF.map((path) => newest(join(root, path)))) > builtAt) {
  const startedAt = new Date();
  await build({ root, logLevel: 'warn' });
  // What is saved while this builds is newer.
  utimesSync(page, startedAt, startedAt);
}
