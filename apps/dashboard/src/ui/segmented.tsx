import { useId } from 'react';
import styles from './segmented.module.css';

interface SegmentedProps<T extends string> {
  readonly label: string;
  readonly values: readonly T[];
  readonly names: Readonly<Record<T, string>>;
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** One of a few, all in view. Radio buttons underneath: arrow keys move, and what is chosen is heard. */
export function Segmented<T extends string>({ label, values, names, value, onChange }: SegmentedProps<T>) {
  const group = useId();
  return (
    <fieldset className={styles.segmented}>
      <legend className="only-heard">{label}</legend>
      {values.map((each) => (
        <label key={each} className={styles.segment}>
          <input type="radio" name={group} value={each} checked={each === value} onChange={() => onChange(each)} />
          <span>{names[each]}</span>
        </label>
      ))}
    </fieldset>
  );
}
