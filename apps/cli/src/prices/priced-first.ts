import type { ModelName } from './genai-prices.js';
import type { UsageItem, UsageReading } from '../reading/usage-reading.js';

/**
 * The same usage; before a model's first event is given out, its price is listed. The book goes by the very names that
 * usage states (`claude-haiku-4-5-20251001`), and all of them are known only once everything is read.
 */
export function pricedFirst(reading: UsageReading, list: (names: readonly ModelName[]) => Promise<void>): UsageReading {
  const seen = new Set<string>();
  const isNew = ({ provider, model }: ModelName): boolean => {
    const before = seen.size;
    return seen.add(`${provider}\0${model}`).size > before;
  };
  return {
    report: reading.report,
    async *items() {
      for await (const group of reading.items()) {
        const fresh = group.flatMap((item) => (item.kind === 'event' ? modelsOf(item) : [])).filter(isNew);
        if (fresh.length > 0) await list(fresh);
        yield group;
      }
    },
  };
}

/** None where it states none: that the ledger will refuse it is another matter. */
function modelsOf({ json }: UsageItem): readonly ModelName[] {
  const { provider, model } = (JSON.parse(json) as { data?: Partial<ModelName> } | null)?.data ?? {};
  return typeof provider === 'string' && typeof model === 'string' ? [{ provider, model }] : [];
}
