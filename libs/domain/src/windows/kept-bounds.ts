import { workOutBounds, type Bounds, type Unit } from './bounds.js';
import { zoneNamed } from './zone-clock.js';

/**
 * Folds ask for the same few stretches a million times, mostly in order of time: the last one is tried first, then those
 * kept by quarter of an hour in UTC. Either is used only where it holds the instant (some zones of old change inside a
 * quarter). Slots share their stretch, so that a full calendar takes some megabytes.
 */
const QUARTER_HOUR_MS = 900_000;
const MAX_KEPT_SLOTS = 16_384;
const MAX_KEPT_ZONES = 16;

class Calendar {
  readonly #bySlot = new Map<number, Bounds>();
  #last: Bounds | undefined;

  constructor(
    readonly unit: Unit,
    readonly tz: string,
  ) {}

  boundsAt(atMs: number): Bounds {
    if (this.#last !== undefined && holds(this.#last, atMs)) return this.#last;
    const slot = Math.floor(atMs / QUARTER_HOUR_MS);
    const kept = this.#bySlot.get(slot);
    const found = kept !== undefined && holds(kept, atMs) ? kept : this.#work(slot, atMs);
    this.#last = found;
    return found;
  }

  #work(slot: number, atMs: number): Bounds {
    const worked = workOutBounds(this.unit, atMs, this.tz);
    const firstSlot = Math.floor(worked.fromMs / QUARTER_HOUR_MS);
    const shared = this.#bySlot.get(firstSlot);
    const bounds = shared?.fromMs === worked.fromMs ? shared : worked;
    if (this.#bySlot.size + 2 > MAX_KEPT_SLOTS) this.#bySlot.clear();
    this.#bySlot.set(slot, bounds).set(firstSlot, bounds);
    return bounds;
  }
}

type Calendars = Readonly<Record<Unit, Calendar>>;
const zones = new Map<string, Calendars>();

/** The stretch that holds an instant, from memory where possible. @throws UnknownTimeZone */
export function boundsOf(unit: Unit, atMs: number, tz: string): Bounds {
  return calendarsOf(tz)[unit].boundsAt(atMs);
}

function calendarsOf(tz: string): Calendars {
  const known = zones.get(tz);
  if (known !== undefined) return known;
  // refuses an unknown zone before it takes a place
  zoneNamed(tz);
  if (zones.size >= MAX_KEPT_ZONES) zones.clear();
  const of = (unit: Unit) => new Calendar(unit, tz);
  const calendars = {
    hour: of('hour'),
    day: of('day'),
    week: of('week'),
    month: of('month'),
    quarter: of('quarter'),
    year: of('year'),
  };
  zones.set(tz, calendars);
  return calendars;
}

function holds({ fromMs, toMs }: Bounds, atMs: number): boolean {
  return fromMs <= atMs && atMs < toMs;
}
