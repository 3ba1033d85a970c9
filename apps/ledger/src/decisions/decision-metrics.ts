import { Problem } from '@tallystick/platform';
import { Counter, type Registry } from 'prom-client';

export type DecisionKind = 'correction' | 'void' | 'price' | 'policy' | 'roster' | 'naming';

/** What became of what people decided. */
export class DecisionMetrics {
  readonly #decisions: Counter<'kind' | 'outcome'>;

  constructor(registry: Registry) {
    this.#decisions = new Counter({
      name: 'tallystick_decisions_total',
      help: 'Decisions asked for (corrections, voids, prices, policies, rosters, names shown or not), by kind and by outcome: recorded, repeated or the error code.',
      labelNames: ['kind', 'outcome'],
      registers: [registry],
    });
  }

  /** Counts what `take` comes to, and passes it on. */
  async watch<T extends { readonly repeated: boolean }>(kind: DecisionKind, take: () => Promise<T>): Promise<T> {
    try {
      const taken = await take();
      this.#decisions.inc({ kind, outcome: taken.repeated ? 'repeated' : 'recorded' });
      return taken;
    } catch (error) {
      this.#decisions.inc({ kind, outcome: error instanceof Problem ? error.code : 'internal' });
      throw error;
    }
  }
}
