import type { AuditRow } from '../../api/answers.js';
import { useExplain } from '../../explain/explain-context.js';
import { formatCount, formatExactUsd } from '../../format/amounts.js';
import { BUCKET_NAMES, isMadeUp } from '../../format/names.js';
import { MadeUpBadge } from '../../made-up/made-up-badge.js';
import { Moment } from '../../ui/moment.js';
import { CorrectionNote } from './correction-note.js';
import styles from './event-row.module.css';
import { StatusBadge } from './status-badge.js';
import { bucketsUsed, totalOf } from './tokens-of.js';

interface EventRowProps {
  readonly event: AuditRow;
  readonly labelMadeUp: boolean;
}

export function EventRow({ event, labelMadeUp }: EventRowProps) {
  const { openEvent } = useExplain();
  const { position, tokens } = event;
  const facts = [event.team, event.project, event.agent, event.activity, event.automation].filter(
    (fact) => fact !== null,
  );
  return (
    <li className={styles.row} data-status={event.status}>
      <div className={styles.what}>
        <span className={styles.model}>{event.model}</span>
        <span className={styles.provider}>{event.provider}</span>
        <StatusBadge status={event.status} />
        {labelMadeUp && isMadeUp(event.source) && <MadeUpBadge />}
      </div>
      <div className={styles.tokens}>
        <button
          type="button"
          className={styles.open}
          onClick={() => openEvent(event)}
          aria-label={`${formatCount(totalOf(tokens))} tokens: event at position ${position} and its proof`}
        >
          {formatCount(totalOf(tokens))}
        </button>
        <span className={styles.unit}>tokens</span>
      </div>
      <p className={styles.facts}>
        <code>{event.actor}</code>
        {facts.map((fact, i) => (
          <span key={i}>{fact}</span>
        ))}
        <span>{event.source}</span>
      </p>
      <p className={styles.buckets}>
        {bucketsUsed(tokens).map(([bucket, amount]) => (
          <span key={bucket}>
            {BUCKET_NAMES[bucket].toLowerCase()} <b>{formatCount(amount)}</b>
          </span>
        ))}
        {event.reportedCostUsd !== null && (
          <span>
            reported <b>{formatExactUsd(event.reportedCostUsd)}</b>
          </span>
        )}
      </p>
      <p className={styles.times}>
        used <Moment at={event.occurredAt} />, recorded at position <b className="number">{formatCount(position)}</b>{' '}
        <Moment at={event.recordedAt} />
      </p>
      {event.corrections.length > 0 && (
        <ul className={styles.corrections} aria-label="Decided since">
          {event.corrections.map((correction) => (
            <CorrectionNote key={correction.position} event={event} correction={correction} />
          ))}
        </ul>
      )}
    </li>
  );
}
