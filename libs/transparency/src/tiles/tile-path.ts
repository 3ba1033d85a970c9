/** Hashes in a full tile, entries in a full bundle: 2^8. */
export const TILE_WIDTH = 256;
export const TILE_HEIGHT = 8;

/** A hash tile of this level, or a bundle of entries. */
export type TileLevel = number | 'entries';

/** C2SP tlog-tiles, "Merkle Tree". `width` is 1-256; 256 is a full tile. */
export interface TileId {
  readonly level: TileLevel;
  readonly index: number;
  readonly width: number;
}

/** `tile/0/x001/x234/067`, `tile/entries/000.p/5` */
export function tilePath({ level, index, width }: TileId): string {
  const partial = width === TILE_WIDTH ? '' : `.p/${width}`;
  return `tile/${level}/${indexPath(index)}${partial}`;
}

/** Groups of three digits, all but the last behind an x. */
function indexPath(index: number): string {
  const digits = String(index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0');
  const groups = padded.match(/\d{3}/g) as string[];
  return groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/');
}

const PATH = /^tile\/(entries|0|[1-9]\d?)\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;

/** undefined for whatever is not exactly the path of a tile: there is one spelling only. */
export function parseTilePath(path: string): TileId | undefined {
  const [, level, groups, width] = PATH.exec(path) ?? [];
  if (level === undefined || groups === undefined) return undefined;
  const id = {
    level: level === 'entries' ? 'entries' : Number(level),
    index: Number(groups.replaceAll(/[x/]/g, '')),
    width: width === undefined ? TILE_WIDTH : Number(width),
  } as const;
  // 256 itself is a full tile and has no `.p`; x000/001 is 001.
  const canonical = Number.isSafeInteger(id.index) && tilePath(id) === path;
  return canonical && id.width <= TILE_WIDTH && (width === undefined || id.width < TILE_WIDTH) ? id : undefined;
}

/** How many hashes of a tile of this level a tree of `size` leaves fills: 0 when the tile is not there. */
export function widthInTree(level: TileLevel, index: number, size: number): number {
  const hashes = level === 'entries' ? size : Math.floor(size / TILE_WIDTH ** level);
  return Math.max(0, Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH));
}
