import { Link } from 'wouter';
import type { AuditRow } from '../../api/answers.js';
import { Card } from '../../ui/card.js';
import { EventRow } from '../events/event-row.js';
import styles from './me.module.css';

interface MyEventsProps {
  /** Newest first. */
  readonly events: readonly AuditRow[];
  readonly actor: string;
}

export function MyEvents({ events, actor }: MyEventsProps) {
  return (
    <Card
      title="What was recorded of me"
      tools={<Link href={`/events?${new URLSearchParams({ actor })}`}>All my events</Link>}
    >
      <ol className={styles.events}>
        {events.map((event) => (
          <EventRow key={event.position} event={event} labelMadeUp />
        ))}
      </ol>
    </Card>
  );
}
