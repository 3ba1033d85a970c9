import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { WindowName } from './time-window.js';
import { previousWindowOf, startOfGranule, windowOf, zonedTime } from './windows.js';
import { UnknownTimeZone } from './zone-clock.js';

const at = (text: string) => Date.parse(text);
const bounds = (window: WindowName, text: string, tz: string) => {
  const { from, to } = windowOf(window, at(text), tz);
  return [from, to];
};
const KINDS = ['day', 'week', 'month', 'quarter', 'year'] as const;
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Chatham'];
const ODD_ZONES = [
  'America/Sao_Paulo',
  'America/Havana',
  'Pacific/Apia',
  'Africa/Casablanca',
  'Asia/Gaza',
  'America/Nuuk',
];

/** The wall clock by Intl alone: [year, month, day, hour, minute, second]. */
const formats = new Map<string, Intl.DateTimeFormat>();
function wallClock(ms: number, tz: string): number[] {
  const part = {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  } as const;
  const format = formats.get(tz) ?? new Intl.DateTimeFormat('en-CA', { ...part, timeZone: tz, hourCycle: 'h23' });
  formats.set(tz, format);
  return format.format(ms).match(/\d+/g)!.map(Number);
}
/** Names the window that a wall clock is in, by calendar arithmetic of its own. */
function nameOf(kind: (typeof KINDS)[number], [year, month, day]: number[]): string {
  if (kind === 'year') return `${year}`;
  if (kind === 'quarter') return `${year} Q${Math.ceil(month! / 3)}`;
  if (kind === 'month') return `${year}-${month}`;
  const days = Math.floor(Date.UTC(year!, month! - 1, day) / 86_400_000);
  // 1970-01-01 was a Thursday
  return kind === 'day' ? `day ${days}` : `week ${Math.floor((days + 3) / 7)}`;
}

describe('windows', () => {
  it.each<[WindowName, string, string, string, string]>([
    ['day', '2026-05-18T22:30:00Z', 'Europe/Berlin', '2026-05-19T00:00:00+02:00', '2026-05-20T00:00:00+02:00'],
    // clocks go forward and back
    ['day', '2026-03-29T12:00:00Z', 'Europe/Berlin', '2026-03-29T00:00:00+01:00', '2026-03-30T00:00:00+02:00'],
    ['day', '2026-10-25T12:00:00Z', 'Europe/Berlin', '2026-10-25T00:00:00+02:00', '2026-10-26T00:00:00+01:00'],
    // ISO weeks: 2027-01-01 is in the last week of 2026
    ['week', '2027-01-01T12:00:00Z', 'UTC', '2026-12-28T00:00:00Z', '2027-01-04T00:00:00Z'],
    ['quarter', '2026-06-30T23:00:00Z', 'UTC', '2026-04-01T00:00:00Z', '2026-07-01T00:00:00Z'],
    ['year', '2026-12-31T23:00:00Z', 'Europe/Berlin', '2027-01-01T00:00:00+01:00', '2028-01-01T00:00:00+01:00'],
    ['month', '2026-02-28T18:14:59Z', 'Asia/Kathmandu', '2026-02-01T00:00:00+05:45', '2026-03-01T00:00:00+05:45'],
    ['month', '2026-02-28T18:15:00Z', 'Asia/Kathmandu', '2026-03-01T00:00:00+05:45', '2026-04-01T00:00:00+05:45'],
    // midnight does not exist, midnight exists twice, a date does not exist
    ['day', '2018-11-04T12:00:00Z', 'America/Sao_Paulo', '2018-11-04T01:00:00-02:00', '2018-11-05T00:00:00-02:00'],
    ['day', '2025-11-02T12:00:00Z', 'America/Havana', '2025-11-02T00:00:00-04:00', '2025-11-03T00:00:00-05:00'],
    ['day', '2011-12-31T00:00:00Z', 'Pacific/Apia', '2011-12-31T00:00:00+14:00', '2012-01-01T00:00:00+14:00'],
  ])('%s at %s in %s', (window, text, tz, from, to) => {
    expect(bounds(window, text, tz)).toEqual([from, to]);
    const { fromMs, toMs } = windowOf(window, at(text), tz);
    expect([fromMs, toMs]).toEqual([at(from), at(to)]);
  });

  it('have the one before, also over a date that never was', () => {
    expect(previousWindowOf('month', at('2026-01-15T00:00:00Z'), 'UTC')?.from).toBe('2025-12-01T00:00:00Z');
    expect(previousWindowOf('day', at('2011-12-31T00:00:00Z'), 'Pacific/Apia')?.from).toBe('2011-12-29T00:00:00-10:00');
    expect(previousWindowOf('all', 0, 'UTC')).toBeNull();
    expect(windowOf('all', 0, 'UTC')).toEqual({ fromMs: null, toMs: null, from: null, to: null });
  });

  const instant = fc.integer({ min: at('1990-01-01T00:00:00Z'), max: at('2037-01-01T00:00:00Z') });
  const zone = fc.constantFrom(...ZONES, ...ODD_ZONES);

  it('follow each other without gap or overlap, and hold one calendar name each (by Intl)', () => {
    fc.assert(
      fc.property(instant, zone, fc.constantFrom(...KINDS), (ms, tz, kind) => {
        const { fromMs, toMs } = windowOf(kind, ms, tz) as { fromMs: number; toMs: number };
        expect(fromMs <= ms && ms < toMs).toBe(true);
        expect(windowOf(kind, toMs, tz).fromMs).toBe(toMs);
        expect(windowOf(kind, fromMs, tz).toMs).toBe(toMs);
        expect(previousWindowOf(kind, ms, tz)!.toMs).toBe(fromMs);
        const name = nameOf(kind, wallClock(fromMs, tz));
        expect(nameOf(kind, wallClock(toMs - 1, tz))).toBe(name);
        expect(nameOf(kind, wallClock(toMs, tz))).not.toBe(name);
        expect(nameOf(kind, wallClock(fromMs - 1, tz))).not.toBe(name);
      }),
      { numRuns: 1_000 },
    );
  });

  it('are told apart from others of the same quarter of an hour', () => {
    // Monrovia was 44 minutes and 30 seconds behind UTC until 1972
    const midnight = at('1971-05-01T00:44:30Z');
    for (const tz of ['Africa/Monrovia']) {
      expect(windowOf('day', midnight - 1, tz).toMs).toBe(midnight);
      expect(windowOf('day', midnight, tz).fromMs).toBe(midnight);
      expect(windowOf('day', midnight, tz).from).toBe('1971-05-01T00:44:30Z');
      expect(windowOf('day', midnight - 1, tz).toMs).toBe(midnight);
    }
  });

  it('are refused in a zone that does not exist', () => {
    for (const tz of ['Mars/Olympus', '', '__proto__', 'x'.repeat(1e6)]) {
      expect(() => windowOf('day', 0, tz)).toThrow(UnknownTimeZone);
    }
  });
});

describe('granules', () => {
  it('tell the two passes of a repeated hour apart', () => {
    const start = (text: string) => zonedTime(startOfGranule('hour', at(text), 'Europe/Berlin'), 'Europe/Berlin');
    expect(start('2026-10-25T00:30:00Z')).toBe('2026-10-25T02:00:00+02:00');
    expect(start('2026-10-25T01:30:00Z')).toBe('2026-10-25T02:00:00+01:00');
  });

  it('end an hour where clocks change by half of one', () => {
    const start = (text: string) => startOfGranule('hour', at(text), 'Australia/Lord_Howe');
    // 2026-04-05 02:00+11:00 becomes 01:30+10:30
    expect(start('2026-04-04T14:59:59Z')).toBe(at('2026-04-04T14:00:00Z'));
    expect(start('2026-04-04T15:10:00Z')).toBe(at('2026-04-04T15:00:00Z'));
    expect(start('2026-04-04T15:29:59Z')).toBe(at('2026-04-04T15:00:00Z'));
    expect(start('2026-04-04T15:30:00Z')).toBe(at('2026-04-04T15:30:00Z'));
  });

  it('are the start of the wall clock hour (by Intl), and their own start', () => {
    const instant = fc.integer({ min: at('1990-01-01T00:00:00Z'), max: at('2037-01-01T00:00:00Z') });
    fc.assert(
      fc.property(instant, fc.constantFrom(...ZONES, ...ODD_ZONES), (ms, tz) => {
        const start = startOfGranule('hour', ms, tz);
        expect(startOfGranule('hour', start, tz)).toBe(start);
        expect(start <= ms && ms - start < 3_600_000).toBe(true);
        expect(wallClock(start, tz).slice(0, 4)).toEqual(wallClock(ms, tz).slice(0, 4));
        const [, , , , minute, second] = wallClock(start, tz);
        // clocks there changed by half an hour, or a minute past midnight
        if (minute !== 0) expect(tz).toMatch(/Lord_Howe|Gaza/);
        expect(second).toBe(0);
      }),
      { numRuns: 1_000 },
    );
  });
});
