import { Link } from 'wouter';
import type { Subject } from '../../api/answers.js';
import { isSmallGroups, keyName, SINGULAR } from '../../format/names.js';
import styles from './board.module.css';

/** A row's name; it leads to the row's usage over time, but for people: nobody should be led to look somebody up. */
export function BoardKey({ subject, name }: { readonly subject: Subject; readonly name: string | null }) {
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
