import type { Metric } from '../api/answers.js';
import { formatCount, formatExactUsd } from '../format/amounts.js';
import { StatusBadge } from '../pages/events/status-badge.js';
import { Moment } from '../ui/moment.js';
import styles from './contribution-list.module.css';
import { useExplain } from './explain-context.js';
import type { ExplainedEvent } from './explanation.js';

interface ContributionListProps {
  readonly metric: Metric;
  readonly events: readonly ExplainedEvent[];
}

/** Each event with what it adds; it opens with its proof. */
export function ContributionList({ metric, events }: ContributionListProps) {
  const { openEvent } = useExplain();
  return (
    <ol className={styles.list} aria-label="Events, latest use first">
      {events.map((event) => (
        <li key={event.position}>
          <button type="button" onClick={() => openEvent(event)}>
            <span className={styles.what}>
              <span className={styles.model}>{event.model}</span>
              {event.status !== 'counted' && <StatusBadge status={event.status} />}
              <span className={styles.rest}>
                <code>{event.actor}</code> <Moment at={event.occurredAt} />
              </span>
            </span>
            <span className={styles.amount}>{contributionText(metric, event)}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}

function contributionText(metric: Metric, { contribution }: ExplainedEvent): string {
  if (contribution === null) return 'no price';
  return metric === 'cost' ? formatExactUsd(contribution) : formatCount(contribution);
}
