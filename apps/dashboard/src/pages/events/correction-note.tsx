import type { AuditRow, Correction } from '../../api/answers.js';
import { formatCount } from '../../format/amounts.js';
import { Moment } from '../../ui/moment.js';
import { changesOf } from './changes-of.js';
import styles from './event-row.module.css';

interface CorrectionNoteProps {
  readonly event: AuditRow;
  readonly correction: Correction;
}

/** Who decided what about an event, when and why. */
export function CorrectionNote({ event, correction }: CorrectionNoteProps) {
  const changes = changesOf(event, correction);
  return (
    <li className={styles.correction}>
      <p>
        <b>{correction.type === 'UsageVoided' ? 'Voided' : 'Corrected'}</b> by <code>{correction.author}</code>{' '}
        <Moment at={correction.recordedAt} />, position <b className="number">{formatCount(correction.position)}</b>
      </p>
      {changes.length > 0 && (
        <ul>
          {changes.map(({ name, before, after }) => (
            <li key={name}>
              {name}: <del>{before}</del> <span aria-hidden>→</span> <ins>{after}</ins>
            </li>
          ))}
        </ul>
      )}
      <blockquote>{correction.reason}</blockquote>
    </li>
  );
}
