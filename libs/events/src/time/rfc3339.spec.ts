import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BAD_TIMES } from '../contract/bad-times.js';
import { parseRfc3339 } from './rfc3339.js';

describe('RFC 3339 times', () => {
  it.each([
    // RFC 3339, section 5.8
    ['1985-04-12T23:20:50.52Z', '1985-04-12T23:20:50.52Z', 482196050520],
    ['1996-12-19T16:39:57-08:00', '1996-12-20T00:39:57Z', 851042397000],
    ['1937-01-01T12:00:27.87+00:20', '1937-01-01T11:40:27.87Z', -1041337172130],
    // leap seconds of the RFC: they stay in their day
    ['1990-12-31T23:59:60Z', '1990-12-31T23:59:59Z', 662687999000],
    ['1990-12-31T15:59:60-08:00', '1990-12-31T23:59:59Z', 662687999000],
    ['2016-12-31T23:59:60.75Z', '2016-12-31T23:59:59.75Z', 1483228799750],
    // spellings
    ['2026-01-02t03:04:05.1200z', '2026-01-02T03:04:05.12Z', 1767323045120],
    ['2026-01-02T03:04:05.000Z', '2026-01-02T03:04:05Z', 1767323045000],
    ['2026-01-02T03:04:05-00:00', '2026-01-02T03:04:05Z', 1767323045000],
    ['2026-01-02T03:04:05.0000000010+05:45', '2026-01-01T21:19:05.000000001Z', 1767302345000],
    [`2026-01-02T03:04:05.${'1'.repeat(30)}Z`, `2026-01-02T03:04:05.${'1'.repeat(30)}Z`, 1767323045111],
    // calendar
    ['2000-02-29T00:00:00Z', '2000-02-29T00:00:00Z', 951782400000],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z', -62135596800000],
    ['0000-12-31T23:59:59-00:01', '0001-01-01T00:00:59Z', -62135596741000],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z', 253402300799999],
  ])('reads %s as %s', (text, canonical, epochMs) => {
    expect(parseRfc3339(text)).toEqual({ canonical, epochMs });
  });

  it.each(BAD_TIMES)('refuses %j', (text) => {
    expect(parseRfc3339(text)).toBeNull();
  });

  it('agrees with Date on every instant and offset', () => {
    const instant = fc.date({
      min: new Date('0001-01-02T00:00:00Z'),
      max: new Date('9999-12-30T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instant, fc.integer({ min: -1439, max: 1439 }), (date, minutes) => {
        const wall = new Date(date.getTime() + minutes * 60_000).toISOString().slice(0, -1);
        const hh = String(Math.floor(Math.abs(minutes) / 60)).padStart(2, '0');
        const mm = String(Math.abs(minutes) % 60).padStart(2, '0');
        fc.pre(wall.length === 23);
        const read = parseRfc3339(`${wall}${minutes < 0 ? '-' : '+'}${hh}:${mm}`);
        expect(read?.epochMs).toBe(date.getTime());
        expect(Date.parse(read!.canonical)).toBe(date.getTime());
        expect(read!.canonical).not.toMatch(/\.\d*0Z$|\.Z$/);
      }),
      { numRuns: 3_000 },
    );
  });

  it('gives a canonical text that is its own canonical text', () => {
    const digits = fc.string({ unit: fc.constantFrom('0', '1', '9'), minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(digits, (fraction) => {
        const { canonical } = parseRfc3339(`2026-05-18T09:30:00.${fraction}+02:00`)!;
        expect(canonical).toMatch(/^2026-05-18T07:30:00(\.\d*[1-9])?Z$/);
        expect(parseRfc3339(canonical)!.canonical).toBe(canonical);
      }),
    );
  });

  it('never throws', () => {
    const nearly = fc.string({ unit: fc.constantFrom(...'0123456789-:.TtZz+ '), maxLength: 40 });
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), nearly), (text) => void parseRfc3339(text)));
  });
});
