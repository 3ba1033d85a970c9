import type { ReactNode } from 'react';
import { BUCKETS, type AuditRow } from '../api/answers.js';
import { formatCount, formatExactUsd } from '../format/amounts.js';
import { BUCKET_NAMES } from '../format/names.js';
import { CorrectionNote } from '../pages/events/correction-note.js';
import { StatusBadge } from '../pages/events/status-badge.js';
import { totalOf } from '../pages/events/tokens-of.js';
import { Moment } from '../ui/moment.js';
import styles from './event-view.module.css';
import { ProofBadge } from './proof-badge.js';
import { ProofSection } from './proof-section.js';

/** What an event says, what was decided about it, and the proof that the log has it. */
export function EventView({ event }: { readonly event: AuditRow }) {
  return (
    <>
      <section aria-label="What was recorded">
        <p className={styles.total}>
          <b className="number">{formatCount(totalOf(event.tokens))}</b> tokens <StatusBadge status={event.status} />{' '}
          <ProofBadge event={event} />
        </p>
        <dl className={styles.facts}>
          {factsOf(event).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </section>
      {event.corrections.length > 0 && (
        <section aria-label="Decided since">
          <h3>Decided since</h3>
          <ul className={styles.corrections}>
            {event.corrections.map((correction) => (
              <CorrectionNote key={correction.position} event={event} correction={correction} />
            ))}
          </ul>
        </section>
      )}
      <ProofSection event={event} />
    </>
  );
}

function factsOf(event: AuditRow): [string, ReactNode][] {
  const facts: [string, ReactNode][] = [
    ...BUCKETS.filter((bucket) => event.tokens[bucket] > 0).map((bucket): [string, ReactNode] => [
      BUCKET_NAMES[bucket],
      <span className="number">{formatCount(event.tokens[bucket])}</span>,
    ]),
    ['Model', `${event.model} (${event.provider})`],
    ['Person', <code>{event.actor}</code>],
    ['Team', event.team],
    ['Project', event.project],
    ['Activity', event.activity],
    ['Agent', event.agent],
    ['Session', event.session],
    ['Automation', event.automation],
    ['Cost as reported', event.reportedCostUsd === null ? null : formatExactUsd(event.reportedCostUsd)],
    ['Source', event.source],
    ['Used', <Moment at={event.occurredAt} />],
    ['Recorded', <Moment at={event.recordedAt} />],
    ['Ledger position', <span className="number">{formatCount(event.position)}</span>],
    ['Event key', <code>{event.eventKey}</code>],
  ];
  return facts.filter(([, value]) => value !== null);
}
