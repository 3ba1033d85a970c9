import styles from './share-bar.module.css';

/** A share as a bar; the number stands beside it, so that nobody needs to see this one. @param share 0 to 1 */
export function ShareBar({ share }: { readonly share: number }) {
  return (
    <span className={styles.bar} aria-hidden>
      {share > 0 && <span style={{ width: `${Math.min(1, Math.max(0, share)) * 100}%` }} />}
    </span>
  );
}
