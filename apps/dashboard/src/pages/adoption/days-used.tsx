import { counted } from '../../format/amounts.js';
import styles from './days-used.module.css';

/** How many people used tokens on one day of the week, on two, up to seven. @param people seven counts */
export function DaysUsed({ people }: { readonly people: readonly number[] }) {
  const most = Math.max(1, ...people);
  const words = people
    .map((count, i) => `${counted(count, 'person', 'people')} on ${counted(i + 1, 'day')}`)
    .filter((_, i) => people[i]! > 0)
    .join(', ');
  return (
    <span className={styles.days} title={words}>
      <span className="only-heard">{words === '' ? 'nobody' : words}</span>
      {people.map((count, i) => (
        <span key={i} className={styles.day} aria-hidden>
          <span className={styles.count}>{count === 0 ? '' : count}</span>
          <span className={styles.bar} style={{ height: `${(count / most) * 22}px` }} />
          <span className={styles.tick}>{i + 1}</span>
        </span>
      ))}
    </span>
  );
}
