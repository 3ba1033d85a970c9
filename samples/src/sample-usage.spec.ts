import { describe, expect, it } from '@jest/globals';
import { validateUsageEvent } from '@tallystick/events';
import { benchUsage } from './bench-usage.js';
import { sampleTeams, sampleUsage, type SampleOptions } from './sample-usage.js';

const endMs = Date.parse('2026-05-31T17:45:00Z');
const DAY_MS = 86_400_000;
const events = [...sampleUsage({ endMs })];
const small: SampleOptions = { endMs, people: 20, teams: 4, weeks: 2 };

describe('the made-up company', () => {
  it('sends sound events, none of them after the end', () => {
    // one expectation for tens of thousands of events: jest takes a tenth of a millisecond for each
    expect(events.filter((event) => !validateUsageEvent(event, endMs).ok)).toEqual([]);
    const times = events.map(({ time }) => Date.parse(time));
    expect(times.filter((ms) => ms > endMs || ms < endMs - 43 * DAY_MS)).toEqual([]);
  });

  it('is 200 people and 12 teams, and a size that a demo can wait for', () => {
    const people = new Set(events.map(({ subject }) => subject).filter((subject) => subject.startsWith('person-')));
    expect(people.size).toBe(200);
    expect(new Set(events.map(({ data }) => data.team)).size).toBe(12);
    expect(events.length).toBeGreaterThan(60_000);
    expect(events.length).toBeLessThan(100_000);
  });

  it('tells how many can be active in each team: its people and its automation account', () => {
    const active = new Map<string, Set<string>>();
    for (const { subject, data } of events) {
      const team = String(data.team);
      active.set(team, (active.get(team) ?? new Set()).add(subject));
    }
    const counted = [...active].map(([name, subjects]) => ({ name, size: subjects.size }));
    expect(sampleTeams().sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual(
      counted.sort((a, b) => (a.name < b.name ? -1 : 1)),
    );
  });

  it('says that it is made up wherever a board would show it', () => {
    const shown = events.flatMap(({ data }) => [data.team, data.project, data.session, data.agent, data.automation]);
    const names = new Set(shown.filter((name) => name !== undefined));
    expect([...names].filter((name) => !name.startsWith('made-up-'))).toEqual([]);
    expect(new Set(events.map(({ source }) => source))).toEqual(new Set(['urn:tallystick:sample']));
    expect(events.filter(({ subject }) => !subject.endsWith('@made-up.example'))).toEqual([]);
    expect(events.filter(({ data }) => data.team === undefined || data.project === undefined)).toEqual([]);
  });

  it('names a person nowhere but in the subject', () => {
    expect(events.filter(({ data, id }) => JSON.stringify([data, id]).includes('person'))).toEqual([]);
  });

  it('sends some events late and some twice, the second time unchanged', () => {
    const first = new Map<string, string>();
    let duplicates = 0;
    let late = 0;
    let latest = 0;
    let changed = 0;
    for (const event of events) {
      const text = JSON.stringify(event);
      const before = first.get(event.id);
      if (before === undefined) {
        first.set(event.id, text);
        if (Date.parse(event.time) < latest - 60 * 60_000) late++;
        latest = Math.max(latest, Date.parse(event.time));
      } else {
        if (text !== before) changed++;
        duplicates++;
      }
    }
    expect(changed).toBe(0);
    expect(duplicates / events.length).toBeCloseTo(0.015, 2);
    expect(late / events.length).toBeGreaterThan(0.01);
    expect(late / events.length).toBeLessThan(0.04);
  });

  it('works by day and lets its automations run at night', () => {
    const atNight = events.filter(({ data }) => data.automation !== undefined);
    const hour = (time: string) => Number(time.slice(11, 13));
    expect(atNight.length).toBeGreaterThan(1_000);
    expect(atNight.filter(({ time }) => hour(time) >= 8)).toEqual([]);
    const byDay = events.filter(({ data }) => data.automation === undefined);
    expect(byDay.length).toBeGreaterThan(10_000);
    expect(byDay.filter(({ time }) => hour(time) < 7)).toEqual([]);
  });

  it('is the same for the same seed, and shares no identity with another sample', () => {
    const text = (options: SampleOptions) => JSON.stringify([...sampleUsage(options)]);
    expect(text(small)).toBe(text(small));
    const ids = (options: SampleOptions) => new Set(Array.from(sampleUsage(options), ({ id }) => id));
    const one = ids(small);
    for (const other of [
      { ...small, seed: 2 },
      { ...small, endMs: endMs + DAY_MS },
      { ...small, people: 21 },
    ]) {
      expect(one.isDisjointFrom(ids(other))).toBe(true);
    }
  });
});

describe('events for benchmarks', () => {
  it('are sound, of their own identity, and 336 bytes on average', () => {
    const ids = new Set<string>();
    const actors = new Map<string, number>();
    let bytes = 0;
    let faulty = 0;
    for (const buffer of benchUsage({ count: 50_000 })) {
      const event = JSON.parse(buffer.toString()) as { id: string; subject: string };
      bytes += buffer.length;
      ids.add(event.id);
      actors.set(event.subject, (actors.get(event.subject) ?? 0) + 1);
      if (!validateUsageEvent(event, Date.UTC(2026, 0, 1)).ok) faulty++;
    }
    expect(faulty).toBe(0);
    expect(ids.size).toBe(50_000);
    expect(Math.round(bytes / 50_000)).toBeGreaterThanOrEqual(334);
    expect(Math.round(bytes / 50_000)).toBeLessThanOrEqual(338);
    const counts = [...actors.values()].sort((a, b) => b - a);
    expect(counts[0]! / counts[9]!).toBeGreaterThan(5);
    expect(actors.size).toBeGreaterThan(5_000);
  });

  it('are the same for the same seed', () => {
    const text = (seed: number) => Buffer.concat([...benchUsage({ count: 100, seed })]).toString();
    expect(text(3)).toBe(text(3));
    expect(text(3)).not.toBe(text(4));
  });
});
