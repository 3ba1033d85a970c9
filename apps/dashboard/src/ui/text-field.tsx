import { useId } from 'react';
import styles from './field.module.css';

interface TextFieldProps {
  readonly name: string;
  readonly label: string;
  /** At first; what is typed is read from the form. */
  readonly value: string;
  readonly placeholder: string;
  readonly suggestions?: readonly string[];
  readonly onFocus?: () => void;
  /** What may be typed, and how that is said. */
  readonly pattern?: string;
  readonly title?: string;
}

export function TextField({ name, label, value, placeholder, suggestions = [], ...input }: TextFieldProps) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        name={name}
        list={`${id}-keys`}
        defaultValue={value}
        placeholder={placeholder}
        maxLength={512}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        {...input}
      />
      <datalist id={`${id}-keys`}>
        {suggestions.map((suggestion) => (
          <option key={suggestion} value={suggestion} />
        ))}
      </datalist>
    </div>
  );
}
