import { ListFilter, Search } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { Button } from '../../ui/button.js';
import { DateField } from '../../ui/date-field.js';
import { TextField } from '../../ui/text-field.js';
import { ZoneField } from '../../ui/zone-field.js';
import { TRAIL_FILTERS, type TrailChoices, type TrailFilter } from './trail-choices.js';
import styles from './trail-filters.module.css';
import { useKeys } from './use-keys.js';

interface TrailFiltersProps {
  readonly chosen: TrailChoices;
  readonly choose: (change: Partial<TrailChoices>) => void;
  /** Whether one person can be asked for: below auditor it is always the reader. */
  readonly ofPeople: boolean;
}

const LABELS: Readonly<Record<TrailFilter, string>> = {
  actor: 'Person (pseudonym)',
  team: 'Team',
  model: 'Model',
  project: 'Project',
  agent: 'Agent',
  source: 'Source',
};

/** What is typed counts when it is sent with Enter or the button; dates and zones at once. */
export function TrailFilters({ chosen, choose, ofPeople }: TrailFiltersProps) {
  const { keys, ask } = useKeys();
  const [open, setOpen] = useState(false);
  const inForce = Object.values(chosen).filter((value) => value !== null).length;
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget);
    const filters = TRAIL_FILTERS.map((name) => [name, filterOf(typed.get(name), chosen[name])]);
    const purpose = filterOf(typed.get('purpose'), null);
    choose({ ...Object.fromEntries(filters), purpose });
  };
  return (
    <form className={styles.filters} role="search" aria-label="Events" onSubmit={send} data-open={open}>
      <div className={styles.fold}>
        <Button aria-expanded={open} onClick={() => setOpen(!open)}>
          <ListFilter size={16} aria-hidden />
          {inForce === 0 ? 'Filters' : `Filters (${inForce})`}
        </Button>
      </div>
      {TRAIL_FILTERS.filter((name) => ofPeople || name !== 'actor').map((name) => (
        <TextField
          key={name}
          name={name}
          label={LABELS[name]}
          value={chosen[name] ?? ''}
          placeholder={chosen[name] === '' ? 'none stated' : 'any'}
          suggestions={keys[name] ?? []}
          onFocus={() => ask(name)}
        />
      ))}
      {ofPeople && (
        <TextField
          name="purpose"
          label="Purpose, of one person"
          value={chosen.purpose ?? ''}
          placeholder="goes on record"
          pattern="[a-z0-9][a-z0-9\-]{0,63}"
          title="One word of a-z, 0-9 and -: that person can read it"
        />
      )}
      <DateField label="Used from" value={chosen.from} onChange={(from) => choose({ from })} />
      <DateField label="Used up to" value={chosen.to} onChange={(to) => choose({ to })} />
      <ZoneField zone={chosen.tz} onChange={(tz) => choose({ tz })} />
      <Button type="submit" look="primary">
        <Search size={16} aria-hidden />
        Filter
      </Button>
    </form>
  );
}

/** An empty field takes a filter off, unless it stood empty for "none stated". */
function filterOf(typed: FormDataEntryValue | null, before: string | null): string | null {
  const text = typeof typed === 'string' ? typed.trim() : '';
  return text === '' ? (before === '' ? '' : null) : text;
}
