import { useId, type ReactNode } from 'react';
import styles from './card.module.css';

interface CardProps {
  readonly title?: ReactNode;
  /** Beside the title. */
  readonly tools?: ReactNode;
  /** What is shown is of the question before; the new answer is on its way. */
  readonly stale?: boolean;
  readonly children: ReactNode;
}

export function Card({ title, tools, stale = false, children }: CardProps) {
  const id = useId();
  return (
    <section
      className={styles.card}
      data-stale={stale}
      aria-busy={stale}
      aria-labelledby={title === undefined ? undefined : id}
    >
      {(title !== undefined || tools !== undefined) && (
        <div className={styles.head}>
          {title !== undefined && <h2 id={id}>{title}</h2>}
          {tools}
        </div>
      )}
      {children}
    </section>
  );
}
