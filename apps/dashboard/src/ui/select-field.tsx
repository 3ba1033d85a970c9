import { useId, type ReactNode } from 'react';
import styles from './field.module.css';

interface SelectFieldProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly onChange: (value: T) => void;
  /** `<option>`s, and `<optgroup>`s of them. */
  readonly children: ReactNode;
}

export function SelectField<T extends string>({ label, value, onChange, children }: SelectFieldProps<T>) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value as T)}>
        {children}
      </select>
    </div>
  );
}

/** `<option>`s out of a table of names, in its order. */
export function options<T extends string>(values: readonly T[], names: Readonly<Record<T, string>>): ReactNode {
  return values.map((value) => (
    <option key={value} value={value}>
      {names[value]}
    </option>
  ));
}
