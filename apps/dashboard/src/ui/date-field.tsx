import { useId } from 'react';
import styles from './field.module.css';

interface DateFieldProps {
  readonly label: string;
  /** `2026-05-20`; null: none. */
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
}

export function DateField({ label, value, onChange }: DateFieldProps) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="date"
        value={value ?? ''}
        max="9998-12-31"
        onChange={({ currentTarget }) => choose(currentTarget.value, onChange)}
      />
    </div>
  );
}

/** While a year is being typed it is one of the first centuries: not yet what is meant. */
function choose(value: string, onChange: DateFieldProps['onChange']): void {
  if (value === '') onChange(null);
  else if (value >= '1900') onChange(value);
}
