import type { ModelName } from '../prices/genai-prices.js';
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
        const fresh = group.flatMap((item) => (item.kind === 'event' ? [modelOf(item)] : [])).filter(isNew);
        if (fresh.length > 0) await list(fresh);
        yield group;
      }
    },
  };
}

/** Our own readers wrote it, so that it has both. */
function modelOf({ json }: UsageItem): ModelName {
  const { provider, model } = (JSON.parse(json) as { data: ModelName }).data;
  return { provider, model };
}
