import { SearchX } from 'lucide-react';
import { MadeUpNote } from '../../made-up/made-up-note.js';
import { useMadeUpShare } from '../../made-up/use-made-up.js';
import { AsOfLine } from '../../ui/as-of-line.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { EmptyState } from '../../ui/empty-state.js';
import { ErrorNote } from '../../ui/error-note.js';
import { MorePages } from '../../ui/more-pages.js';
import { NoEventsYet } from '../../ui/no-events-yet.js';
import { PageHeader } from '../../ui/page-header.js';
import { Skeleton } from '../../ui/skeleton.js';
import { useChoices } from '../../url/use-choices.js';
import { EventRow } from './event-row.js';
import styles from './events-page.module.css';
import { TRAIL_CHOICES, useTrail } from './trail-choices.js';
import { TrailFilters } from './trail-filters.js';

const NONE = Object.fromEntries(Object.keys(TRAIL_CHOICES).map((name) => [name, null]));

export function EventsPage() {
  const [chosen, choose] = useChoices(TRAIL_CHOICES);
  const trail = useTrail(chosen);
  const madeUp = useMadeUpShare();
  const events = trail.pages.flatMap((page) => page.events);
  const asOf = trail.pages[0]?.asOf;
  return (
    <>
      <PageHeader
        title="Events"
        lead="The audit trail: everything that was ever recorded, newest first, with what was decided about it since."
      />
      <TrailFilters key={JSON.stringify(chosen)} chosen={chosen} choose={choose} />
      <MadeUpNote share={madeUp} />
      <Card title="Newest first" stale={trail.isPlaceholderData}>
        {trail.isPending && <Skeleton rows={8} height={64} />}
        {trail.error !== null && <ErrorNote error={trail.error} onRetry={() => void trail.refetch()} />}
        {asOf !== undefined && events.length === 0 && asOf.logSize === 0 && <NoEventsYet />}
        {asOf !== undefined && events.length === 0 && asOf.logSize > 0 && (
          <EmptyState icon={SearchX} title="No event matches">
            <p>Filters match exactly, and by what was recorded or corrected.</p>
            <p>
              <Button onClick={() => choose(NONE)}>Take all filters off</Button>
            </p>
          </EmptyState>
        )}
        {events.length > 0 && (
          <ol className={styles.events} aria-label="Events, newest first">
            {events.map((event) => (
              <EventRow key={event.position} event={event} madeUpEverywhere={madeUp === 1} />
            ))}
          </ol>
        )}
        <div className={styles.foot}>
          {trail.hasNextPage && (
            <MorePages more={trail.more} loading={trail.isFetchingNextPage} failed={trail.error !== null} />
          )}
          {asOf !== undefined && <AsOfLine asOf={asOf} />}
        </div>
      </Card>
    </>
  );
}
