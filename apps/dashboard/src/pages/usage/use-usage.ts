import type { Usage } from '../../api/answers.js';
import { useAnswer } from '../../api/use-answer.js';
import { useServiceZone } from '../../api/use-service-zone.js';
import { useNow } from '../../live/use-now.js';
import { granulesOf, hourStarts } from './granules.js';
import { granularityFor, metricOf, type UsageChoices } from './usage-choices.js';
import { dayRange, todayIn } from './usage-range.js';
import { usageSeries } from './usage-series.js';

/** The answer to what was chosen, as series without holes. */
export function useUsage(chosen: UsageChoices) {
  const serviceZone = useServiceZone();
  const zone = chosen.tz ?? serviceZone;
  const range = dayRange(chosen, todayIn(zone, useNow(60_000)));
  const granularity = granularityFor(range.days, chosen.granularity);
  const granules = granulesOf(granularity, range);
  const { team, model, project, agent, source } = chosen;
  const answer = useAnswer<Usage>('/v1/usage', {
    from: granules.from,
    to: granules.to,
    granularity,
    tz: chosen.tz,
    by: chosen.by === 'bucket' ? null : chosen.by,
    ...{ team, model, project, agent, source },
  });
  const points = answer.data?.points ?? [];
  const starts = granularity === 'hour' ? hourStarts(points) : granules.starts;
  return { answer, zone, range, granularity, usage: usageSeries(points, chosen.by, starts, metricOf(chosen)) };
}
