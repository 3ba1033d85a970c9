import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTilePath, tilePath, widthInTree, type TileLevel } from './tile-path.js';

/** Made by libs/transparency/vectors/main.go with the layout package of github.com/transparency-dev/tessera. */
const { paths } = JSON.parse(readFileSync(join(process.cwd(), 'libs/transparency/vectors/vectors.json'), 'utf8')) as {
  readonly paths: readonly {
    readonly level: string;
    readonly index: number;
    readonly width: number;
    readonly path: string;
  }[];
};
const levelOf = (level: string): TileLevel => (level === 'entries' ? level : Number(level));

describe('the path of a tile', () => {
  it("is the one of C2SP's example", () => {
    expect(tilePath({ level: 0, index: 1_234_067, width: 256 })).toBe('tile/0/x001/x234/067');
    expect(tilePath({ level: 'entries', index: 0, width: 5 })).toBe('tile/entries/000.p/5');
  });

  it.each(paths)('is as Tessera lays it out: $path', ({ level, index, width, path }) => {
    const id = { level: levelOf(level), index, width: width === 0 ? 256 : width };
    expect(tilePath(id)).toBe(path);
    expect(parseTilePath(path)).toEqual(id);
  });

  it.each([
    'tile/0/0',
    'tile/0/0000',
    'tile/0/x000/001',
    'tile/00/001',
    'tile/100/001',
    'tile/-1/001',
    'tile/data/001',
    'tile/0/001.p/0',
    'tile/0/001.p/01',
    'tile/0/001.p/256',
    'tile/0/001.p/257',
    'tile/0/001.p/999',
    'tile/0/001.p/99999',
    'tile/0/x001/../001',
    'tile/0/x999/x999/x999/x999/x999/999',
    'tile/0/001/',
    '/tile/0/001',
    'tile/0/001\n',
  ])('is not %j', (path) => {
    expect(parseTilePath(path)).toBeUndefined();
  });

  it('says how much of a tile a tree fills', () => {
    expect(widthInTree(0, 0, 0)).toBe(0);
    expect(widthInTree(0, 1, 257)).toBe(1);
    expect(widthInTree('entries', 1, 257)).toBe(1);
    expect(widthInTree(1, 0, 257)).toBe(1);
    expect(widthInTree(1, 0, 65_536)).toBe(256);
    expect(widthInTree(2, 0, 65_536)).toBe(1);
    expect(widthInTree(2, 0, 65_535)).toBe(0);
    expect(widthInTree(0, 5, 257)).toBe(0);
  });
});
