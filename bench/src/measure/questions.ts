import type { Random } from '@tallystick/samples';
import type { Asker } from './asker.js';

const DAY_MS = 86_400_000;
/** Days that the load goes over. */
const DAYS = 42;
const SUBJECTS = ['actors', 'teams', 'models', 'projects', 'agents', 'sources'] as const;
const METRICS = ['tokens', 'input', 'output', 'cacheRead', 'events', 'activeDays'];
const WINDOWS = ['all', 'day', 'week', 'month', 'quarter', 'year'];

/** Rows of real boards, which people ask about. */
interface Keys {
  readonly actor: readonly string[];
  readonly team: readonly string[];
  readonly model: readonly string[];
}

/** What people ask of the read side, made up from what the boards show; the same for the same seed. */
export class Questions {
  private constructor(
    private readonly random: Random,
    private readonly firstDay: Date,
    private readonly keys: Keys,
  ) {}

  static async of(ask: Asker, random: Random, firstDay: Date): Promise<Questions> {
    const rowsOf = async (subject: string) => {
      const { body } = await ask(`/v1/leaderboards/${subject}?window=all&limit=1000`);
      const { rows } = JSON.parse(body) as { rows: { subject: string | null }[] };
      const stated = rows.map(({ subject }) => subject).filter((subject) => subject !== null);
      // Without rows every question would be about everybody, or about nothing at all.
      if (stated.length === 0) throw new Error(`the board of ${subject} has no rows to ask about`);
      return stated;
    };
    const keys = { actor: await rowsOf('actors'), team: await rowsOf('teams'), model: await rowsOf('models') };
    return new Questions(random, firstDay, keys);
  }

  board(): string {
    const { random } = this;
    return path(`leaderboards/${random.pick(SUBJECTS)}`, {
      ...{ metric: random.pick(METRICS), window: random.pick(WINDOWS), at: this.day(), limit: random.pick([10, 100]) },
    });
  }

  /** One to six weeks by day (a fifth by week): of everybody, by one kind, or of one row of a kind. */
  usage(): string {
    const by = this.random.pick([undefined, 'team', 'model']);
    const narrowed = by === undefined && this.random.chance(0.5) ? this.row(0.5) : {};
    const granularity = this.random.chance(0.2) ? 'week' : undefined;
    return path('usage', { ...this.weeks(), by, granularity, ...narrowed });
  }

  /** Newest first: of everybody, of one row, or of some weeks. */
  events(): string {
    const narrowed = this.random.chance(0.6) ? this.row(0.5) : {};
    const time = this.random.chance(0.3) ? this.weeks() : {};
    return path('events', { ...narrowed, ...time, limit: this.random.pick([50, 100]) });
  }

  /** First page behind a row of a board. */
  explain(): string {
    const [[subject, key]] = Object.entries(this.row(0.5)) as [[string, string]];
    return path('explain', {
      ...{ subject: `${subject}s`, key, metric: this.random.pick(METRICS) },
      ...{ window: this.random.pick(['day', 'week', 'month', 'all']), at: this.day() },
    });
  }

  /** What no cell was kept ready for: two kinds at once, another zone, hours. */
  slow(): string {
    const { random } = this;
    const tz = 'America/New_York';
    return random.pick([
      () => path('usage', { ...this.weeks(), by: 'team,model' }),
      () => path('usage', { ...this.weeks(), by: 'model', team: random.pick(this.keys.team) }),
      () => path('usage', { ...this.weeks(), by: 'team', tz }),
      () => path('usage', { ...this.weeks(), granularity: 'hour' }),
      () =>
        path('explain', { subject: 'teams', key: random.pick(this.keys.team), window: 'month', at: this.day(), tz }),
    ])();
  }

  /** A row of one of the boards. @param people how often it is a person */
  private row(people: number): Record<string, string> {
    const { random, keys } = this;
    const kind = random.chance(people) ? 'actor' : random.pick(['team', 'model'] as const);
    return { [kind]: random.pick(keys[kind]) };
  }

  private weeks(): { from: string; to: string } {
    const weeks = this.random.integer(1, DAYS / 7);
    const from = this.random.integer(0, DAYS - 7 * weeks);
    return { from: this.date(from), to: this.date(from + 7 * weeks) };
  }

  private day = (): string => this.date(this.random.integer(0, DAYS - 1));

  private date = (day: number): string => new Date(this.firstDay.getTime() + day * DAY_MS).toISOString().slice(0, 10);
}

function path(what: string, params: Record<string, string | number | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value !== undefined) query.set(name, String(value));
  return `/v1/${what}?${query.toString()}`;
}
