import { Link } from 'wouter';
import styles from './brand.module.css';

export function Brand() {
  return (
    <Link href="/" className={styles.brand ?? ''}>
      <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden>
        <rect width="32" height="32" rx="8" className={styles.stick} />
        <g strokeWidth="2.4" strokeLinecap="round">
          <path d="M9 8v16M14 8v16M19 8v16M24 8v16" className={styles.tally} />
          <path d="M6 21 27 11" className={styles.fifth} />
        </g>
      </svg>
      Tallystick
    </Link>
  );
}
