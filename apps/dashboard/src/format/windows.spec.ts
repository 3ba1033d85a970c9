import { describe, expect, it } from '@jest/globals';
import { dateAfter, dateBefore, dayAfter, isoWeekText, mondayOf, windowTitle } from './windows.js';

describe('a window', () => {
  it.each([
    ['day', '2026-05-20T00:00:00.000+02:00', '2026-05-21T00:00:00.000+02:00', 'Wed, May 20, 2026'],
    ['month', '2026-05-01T00:00:00.000+02:00', '2026-06-01T00:00:00.000+02:00', 'May 2026'],
    ['quarter', '2026-04-01T00:00:00.000+02:00', '2026-07-01T00:00:00.000+02:00', 'Q2 2026'],
    ['year', '2026-01-01T00:00:00.000+01:00', '2027-01-01T00:00:00.000+01:00', '2026'],
    ['all', null, null, 'All time'],
  ] as const)('is called by its name: %s', (window, from, to, title) => {
    expect(windowTitle(window, from, to)).toBe(title);
  });

  it('of a week says its number and its days', () => {
    expect(windowTitle('week', '2026-05-18T00:00:00.000+02:00', '2026-05-25T00:00:00.000+02:00')).toMatch(
      /^Week 21: May 18\s–\s24, 2026$/,
    );
  });

  it('has one before it, whatever the zone and the change to summer time', () => {
    expect(dateBefore('2026-03-30T00:00:00.000+02:00')).toBe('2026-03-29');
    expect(dateBefore('2026-01-01T00:00:00.000+14:00')).toBe('2025-12-31');
  });

  it('has one after it, but none that has not begun', () => {
    const to = '2026-05-25T00:00:00.000+02:00';
    expect(dateAfter(to, Date.parse('2026-05-24T21:59:59Z'))).toBe(null);
    expect(dateAfter(to, Date.parse('2026-05-24T22:00:00Z'))).toBe('2026-05-25');
  });
});

describe('an ISO week', () => {
  // Examples of ISO 8601's own text and of years with 53 weeks.
  it.each([
    ['2005-01-01', '2004-W53'],
    ['2005-12-31', '2005-W52'],
    ['2007-12-31', '2008-W01'],
    ['2009-01-01', '2009-W01'],
    ['2010-01-03', '2009-W53'],
    ['2026-05-20', '2026-W21'],
  ])('of %s is %s', (date, week) => {
    expect(isoWeekText(new Date(`${date}T00:00:00Z`))).toBe(week);
  });

  it('begins on its Monday', () => {
    expect(mondayOf('2026-W21')).toEqual(new Date('2026-05-18T00:00:00Z'));
    expect(mondayOf('2009-W53')).toEqual(new Date('2009-12-28T00:00:00Z'));
    expect([mondayOf('2026-W54'), mondayOf('2026-W00'), mondayOf('2026-21')]).toEqual([null, null, null]);
  });
});

it('knows the day after, whatever ends with it', () => {
  expect([dayAfter('2026-02-28'), dayAfter('2026-12-31'), dayAfter('2026-99-99')]).toEqual([
    '2026-03-01',
    '2027-01-01',
    '2026-99-99',
  ]);
});
