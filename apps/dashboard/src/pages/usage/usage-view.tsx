import { lazy, Suspense } from 'react';
import { formatCount } from '../../format/amounts.js';
import { granuleTick, granuleTitle } from '../../format/granules.js';
import { METRIC_NAMES } from '../../format/names.js';
import { seriesLook } from '../../charts/series-look.js';
import { Skeleton } from '../../ui/skeleton.js';
import { seriesName } from './series-name.js';
import { metricOf, SPLIT_NAMES } from './usage-choices.js';
import { UsageLegend } from './usage-legend.js';
import { UsageTable } from './usage-table.js';
import type { UsageShown } from './usage-shown.js';
import styles from './usage-view.module.css';

/** The chart library weighs more than all the rest: it comes when a chart is shown. */
const StackedBars = lazy(() => import('../../charts/stacked-bars.js'));

export function UsageView({ chosen, usage, granularity, zone }: UsageShown) {
  if (chosen.view === 'table') return <UsageTable {...{ chosen, usage, granularity, zone }} />;
  const split = chosen.by;
  return (
    <div className={styles.view}>
      <figure className={styles.chart}>
        <Suspense fallback={<Skeleton rows={8} height={40} />}>
          <StackedBars
            ticks={usage.starts.map((start) => granuleTick(granularity, start, zone))}
            titles={usage.starts.map((start) => granuleTitle(granularity, start, zone))}
            series={usage.series.map((series, index) => ({
              name: seriesName(split, series),
              look: seriesLook(index, series.rest),
              values: series.values,
            }))}
            summary={`${formatCount(String(usage.total))} ${METRIC_NAMES[metricOf(chosen)].toLowerCase()} by ${SPLIT_NAMES[split].toLowerCase()}, a bar each ${granularity}; the same numbers as a table are one choice away.`}
          />
        </Suspense>
      </figure>
      <UsageLegend split={split} usage={usage} />
    </div>
  );
}
