import { rankChange } from './rank-change-of.js';
import styles from './rank-change.module.css';

/** The change against the window before: by sign, number and colour, and in words. */
export function RankChange({ rank, previous }: { readonly rank: number; readonly previous: number | null }) {
  const { kind, text, words } = rankChange(rank, previous);
  return (
    <span className={styles.change} data-kind={kind} title={words}>
      <span aria-hidden>{text}</span>
      <span className="only-heard">{words}</span>
    </span>
  );
}
