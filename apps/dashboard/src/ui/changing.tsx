import { useState } from 'react';
import styles from './changing.module.css';

/** A text that lights up for a moment when it changes while it is looked at. */
export function Changing({ text }: { readonly text: string }) {
  const [shown, setShown] = useState({ text, changes: 0 });
  if (shown.text !== text) setShown({ text, changes: shown.changes + 1 });
  return (
    <span key={shown.changes} className={shown.changes > 0 ? styles.changed : undefined}>
      {text}
    </span>
  );
}
