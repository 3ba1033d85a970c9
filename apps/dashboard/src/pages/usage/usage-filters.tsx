import { X } from 'lucide-react';
import styles from './usage-filters.module.css';
import type { UsageChoices } from './usage-choices.js';

const FILTERS = ['team', 'model', 'project', 'agent', 'source'] as const;

interface UsageFiltersProps {
  readonly chosen: UsageChoices;
  readonly choose: (change: Partial<UsageChoices>) => void;
}

/** The filters that are in force, each with a way to take it off. They are put on by links from the boards. */
export function UsageFilters({ chosen, choose }: UsageFiltersProps) {
  const inForce = FILTERS.filter((name) => chosen[name] !== null);
  if (inForce.length === 0) return null;
  return (
    <ul className={styles.filters} aria-label="Filters">
      {inForce.map((name) => (
        <li key={name}>
          <button type="button" onClick={() => choose({ [name]: null })} aria-label={`Take off the filter ${name}`}>
            {name}: <b>{chosen[name] === '' ? 'none stated' : chosen[name]}</b>
            <X size={14} aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  );
}
