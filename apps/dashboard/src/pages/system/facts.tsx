import type { ReactNode } from 'react';
import styles from './facts.module.css';

export interface Fact {
  readonly name: string;
  readonly value: ReactNode;
  /** Somebody should look at it. */
  readonly alarming?: boolean;
  /** What it means, where the name does not say it. */
  readonly meaning?: string;
}

/** Numbers with their names. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className={styles.facts}>
      {facts.map(({ name, value, alarming = false, meaning }) => (
        <div key={name} data-alarming={alarming}>
          <dt>{name}</dt>
          <dd>
            {value}
            {meaning !== undefined && <p className={styles.meaning}>{meaning}</p>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
