import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const css = readFileSync(join(process.cwd(), 'apps/dashboard/src/theme/tokens.css'), 'utf8');
const THEMES = ['light', 'dark'] as const;

/** `--name: light-dark(#light, #dark)` */
function colour(name: string, theme: (typeof THEMES)[number]): string {
  const pair = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(css);
  if (pair === null) throw new Error(`tokens.css has no colour --${name}`);
  return theme === 'light' ? pair[1]! : pair[2]!;
}

/** WCAG 2.2, relative luminance. */
function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

it('computes contrasts as WCAG does', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  // https://webaim.org/resources/contrastchecker: #767676 is the lightest grey that passes on white
  expect(contrast('#767676', '#ffffff')).toBeGreaterThanOrEqual(4.5);
  expect(contrast('#777777', '#ffffff')).toBeLessThan(4.5);
});

describe.each(THEMES)('in the %s theme', (theme) => {
  it.each([
    ...['paper', 'surface', 'raised', 'sunken'].flatMap((ground) => [
      ['ink', ground],
      ['muted', ground],
    ]),
    ...['paper', 'surface', 'accent-soft', 'bar'].map((ground) => ['accent', ground]),
    ['on-accent', 'accent'],
    ['ink', 'bar'],
    ['muted', 'bad-soft'],
    ...['good', 'warn', 'bad'].flatMap((tone) => [
      [tone, `${tone}-soft`],
      [tone, 'surface'],
    ]),
  ] as [string, string][])('%s can be read on %s', (text, ground) => {
    expect(contrast(colour(text, theme), colour(ground, theme))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['1', '2', '3', '4', '5', '6', 'rest'])('series %s is seen on its ground', (series) => {
    expect(contrast(colour(`series-${series}`, theme), colour('surface', theme))).toBeGreaterThanOrEqual(3);
  });
});
