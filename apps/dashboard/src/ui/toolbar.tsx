import type { ReactNode } from 'react';
import styles from './toolbar.module.css';

/** A page's choices in one row; as many rows as it needs on a narrow screen. */
export function Toolbar({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div role="group" aria-label={label} className={styles.toolbar}>
      {children}
    </div>
  );
}
