import { useId, type ReactNode } from 'react';
import styles from './switch.module.css';

interface SwitchProps {
  readonly label: ReactNode;
  readonly on: boolean;
  /** What was chosen is on its way. */
  readonly busy: boolean;
  readonly onChange: (on: boolean) => void;
  /** What it does, read out with it. */
  readonly children: ReactNode;
}

/** On or off, at once. While busy it keeps the focus, and takes no other choice. */
export function Switch({ label, on, busy, onChange, children }: SwitchProps) {
  const id = useId();
  return (
    <div className={styles.switch}>
      <label className={styles.label}>
        <input
          type="checkbox"
          role="switch"
          checked={on}
          aria-busy={busy}
          aria-describedby={id}
          onChange={({ target }) => {
            if (!busy) onChange(target.checked);
          }}
        />
        <span className={styles.track} aria-hidden />
        <span>{label}</span>
      </label>
      <div id={id} className={styles.about}>
        {children}
      </div>
    </div>
  );
}
