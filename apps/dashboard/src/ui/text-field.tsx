import { useId } from 'react';
import styles from './field.module.css';

interface TextFieldProps {
  readonly name: string;
  readonly label: string;
  /** At first; what is typed is read from the form. */
  readonly value: string;
  readonly placeholder: string;
  readonly suggestions: readonly string[];
  readonly onFocus: () => void;
}

export function TextField({ name, label, value, placeholder, suggestions, onFocus }: TextFieldProps) {
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
        onFocus={onFocus}
      />
      <datalist id={`${id}-keys`}>
        {suggestions.map((suggestion) => (
          <option key={suggestion} value={suggestion} />
        ))}
      </datalist>
    </div>
  );
}
