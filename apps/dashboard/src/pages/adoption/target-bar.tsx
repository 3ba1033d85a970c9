import styles from './target-bar.module.css';

const percent = (share: number) => `${Math.min(1, Math.max(0, share)) * 100}%`;

/** A share against the target line; the numbers stand beside it. @param share 0 to 1, and above @param target 0 to 1 */
export function TargetBar({ share, target }: { readonly share: number; readonly target: number }) {
  return (
    <span className={styles.bar} aria-hidden>
      <span className={styles.share} data-reached={share >= target} style={{ width: percent(share) }} />
      <span className={styles.target} style={{ insetInlineStart: percent(target) }} />
    </span>
  );
}
