import { Scale } from 'lucide-react';
import type { Policy } from '../api/answers.js';
import { formatCount } from '../format/amounts.js';
import { SUBJECT_NAMES } from '../format/names.js';
import { formatDay } from '../format/windows.js';
import styles from './policy-note.module.css';

const NAMES = {
  pseudonyms: 'People are shown under pseudonyms.',
  'by-choice': 'People are shown under pseudonyms, unless they chose to be named.',
} as const;

/** What the house decided about these numbers: under every board. */
export function PolicyNote({ policy }: { readonly policy: Policy | null }) {
  if (policy === null) {
    return (
      <p className={styles.none}>
        <Scale size={16} aria-hidden />
        <span>No policy is on record that says who may see this and what it may be used for.</span>
      </p>
    );
  }
  const boards = Object.entries(policy.boards) as [keyof Policy['boards'] & string, readonly string[]][];
  return (
    <details className={styles.policy}>
      <summary>
        <Scale size={16} aria-hidden />
        <span>
          Policy since {formatDay(policy.from)}, on record at position{' '}
          <b className="number">{formatCount(policy.position)}</b>: may be used for{' '}
          <b>{policy.purposes.length === 0 ? 'nothing' : policy.purposes.join(', ')}</b>
        </span>
      </summary>
      <div className={styles.text}>
        {policy.text !== undefined && <blockquote>{policy.text}</blockquote>}
        <p>{NAMES[policy.names]}</p>
        <ul>
          {boards.map(([board, roles]) => (
            <li key={board}>
              {SUBJECT_NAMES[board]}: {roles.join(', ')}
            </li>
          ))}
        </ul>
      </div>
    </details>
  );
}
