import type { ReactNode } from 'react';
import styles from './wide-table.module.css';

/** A table with many columns: it scrolls inside its own frame, also by keyboard, and never the page. */
export function WideTable({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className={styles.frame} role="region" aria-label={label} tabIndex={0}>
      <table>{children}</table>
    </div>
  );
}
