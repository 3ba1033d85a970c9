import { Link } from 'wouter';
import type { Subject } from '../../api/answers.js';
import { isSmallGroups, keyName, SINGULAR } from '../../format/names.js';
import styles from './board.module.css';

interface BoardKeyProps {
  readonly subject: Subject;
  readonly name: string | null;
  /** Who it is, of people who chose to be named. */
  readonly person: string | undefined;
}

/** A row's name; it leads to the row's usage over time, but for people: nobody should be led to look somebody up. */
export function BoardKey({ subject, name, person }: BoardKeyProps) {
  if (person !== undefined) {
    return (
      <span className={styles.person}>
        <span className={styles.key}>{person}</span> <code className={styles.pseudonym}>{name}</code>
      </span>
    );
  }
  const text = (
    <span className={styles.key} data-kind={name === null ? 'none' : subject}>
      {keyName(subject, name)}
    </span>
  );
  if (subject === 'actors' || isSmallGroups(subject, name)) return text;
  const query = new URLSearchParams({ [SINGULAR[subject]]: name ?? '', by: 'bucket' });
  return (
    <Link href={`/usage?${query}`} className={styles.keyLink ?? ''}>
      {text}
    </Link>
  );
}
