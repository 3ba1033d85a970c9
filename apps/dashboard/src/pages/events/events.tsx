import { SearchX } from 'lucide-react';
import type { AuditTrail } from '../../api/answers.js';
import { Button } from '../../ui/button.js';
import { EmptyState } from '../../ui/empty-state.js';
import { NoEventsYet } from '../../ui/no-events-yet.js';
import { EventRow } from './event-row.js';
import styles from './events-page.module.css';

interface EventsProps {
  /** At least one. */
  readonly pages: readonly AuditTrail[];
  /** Only where it is mixed with real usage: else the page says so once for everything. */
  readonly labelMadeUp: boolean;
  readonly onAll: () => void;
}

export function Events({ pages, labelMadeUp, onAll }: EventsProps) {
  const events = pages.flatMap((page) => page.events);
  if (events.length === 0 && pages[0]!.asOf.logSize === 0) return <NoEventsYet />;
  if (events.length === 0) {
    return (
      <EmptyState icon={SearchX} title="No event matches">
        <p>Filters match exactly, by what was recorded or what a correction made of it.</p>
        <p>
          <Button onClick={onAll}>Take all filters off</Button>
        </p>
      </EmptyState>
    );
  }
  return (
    <ol className={styles.events} aria-label="Events, newest first">
      {events.map((event) => (
        <EventRow key={event.position} event={event} labelMadeUp={labelMadeUp} />
      ))}
    </ol>
  );
}
