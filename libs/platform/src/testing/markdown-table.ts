import { readFileSync } from 'node:fs';

/** Cells of the first table under `heading` (or of the first table at all), without the head; backticks are taken off. */
export function markdownTable(file: string | URL, heading?: string): string[][] {
  const text = readFileSync(file, 'utf8');
  const from = heading === undefined ? 0 : text.indexOf(`\n## ${heading}\n`);
  if (from === -1) throw new Error(`${String(file)} has no heading "${heading}"`);
  const lines = text.slice(from).split('\n');
  const start = lines.findIndex((line) => line.startsWith('|'));
  const end = lines.findIndex((line, at) => at > start && !line.startsWith('|'));
  return lines.slice(start + 2, end).map((line) =>
    line
      .replace(/^\||\|$/g, '')
      .split('|')
      .map((cell) => cell.trim().replace(/^`([^`]*)`$/, '$1')),
  );
}
