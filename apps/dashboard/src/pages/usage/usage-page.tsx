import { ChartNoAxesColumn } from 'lucide-react';
import { METRIC_NAMES } from '../../format/names.js';
import { MadeUpNote } from '../../made-up/made-up-note.js';
import { useMadeUpShare } from '../../made-up/use-made-up.js';
import { Answered } from '../../ui/answered.js';
import { AsOfLine } from '../../ui/as-of-line.js';
import { Card } from '../../ui/card.js';
import { EmptyState } from '../../ui/empty-state.js';
import { NoEventsYet } from '../../ui/no-events-yet.js';
import { PageHeader } from '../../ui/page-header.js';
import { Segmented } from '../../ui/segmented.js';
import { Skeleton } from '../../ui/skeleton.js';
import { WholeDays } from '../../ui/whole-days.js';
import { useChoices } from '../../url/use-choices.js';
import { metricOf, SPLIT_NAMES, USAGE_CHOICES } from './usage-choices.js';
import { UsageControls } from './usage-controls.js';
import { UsageFilters } from './usage-filters.js';
import { UsageView } from './usage-view.js';
import { useUsage } from './use-usage.js';

const VIEWS = ['chart', 'table'] as const;
const VIEW_NAMES = { chart: 'Chart', table: 'Table' } as const;

export function UsagePage() {
  const [chosen, choose] = useChoices(USAGE_CHOICES);
  const { answer, usage, zone, range, granularity } = useUsage(chosen);
  const madeUp = useMadeUpShare();
  return (
    <>
      <PageHeader title="Usage over time" lead="Tokens by when they were used, whatever time they were reported." />
      <UsageControls chosen={chosen} choose={choose} days={range.days} granularity={granularity} />
      <UsageFilters chosen={chosen} choose={choose} />
      <MadeUpNote share={madeUp} />
      <Card
        title={`${METRIC_NAMES[metricOf(chosen)]} by ${SPLIT_NAMES[chosen.by].toLowerCase()}`}
        stale={answer.isPlaceholderData}
        tools={
          <Segmented
            label="View"
            values={VIEWS}
            names={VIEW_NAMES}
            value={chosen.view}
            onChange={(view) => choose({ view })}
          />
        }
      >
        <Answered query={answer} skeleton={<Skeleton rows={8} height={40} />}>
          {({ asOf, wholeDaysUntil }) => (
            <>
              {usage.series.length > 0 && <UsageView {...{ chosen, usage, granularity, zone }} />}
              {usage.series.length === 0 && asOf.logSize === 0 && <NoEventsYet />}
              {usage.series.length === 0 && asOf.logSize > 0 && (
                <EmptyState icon={ChartNoAxesColumn} title="No usage in this range">
                  <p>Choose a longer range, or take filters off.</p>
                </EmptyState>
              )}
              {wholeDaysUntil !== undefined && <WholeDays until={wholeDaysUntil} series />}
              <AsOfLine asOf={asOf} />
            </>
          )}
        </Answered>
      </Card>
    </>
  );
}
