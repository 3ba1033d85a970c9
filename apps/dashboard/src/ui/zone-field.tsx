import { SelectField } from './select-field.js';

interface ZoneFieldProps {
  /** null: the service's own. */
  readonly zone: string | null;
  readonly onChange: (zone: string | null) => void;
}

const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
const others = Intl.supportedValuesOf('timeZone').filter((zone) => zone !== own && zone !== 'UTC');

/** The time zone in which days begin. */
export function ZoneField({ zone, onChange }: ZoneFieldProps) {
  const known = zone === null || zone === own || zone === 'UTC' || others.includes(zone);
  return (
    <SelectField label="Time zone" value={zone ?? ''} onChange={(chosen) => onChange(chosen === '' ? null : chosen)}>
      <option value="">Service’s</option>
      {own !== 'UTC' && <option value={own}>{`Mine: ${own}`}</option>}
      <option value="UTC">UTC</option>
      {!known && <option value={zone}>{zone}</option>}
      <optgroup label="Others">
        {others.map((other) => (
          <option key={other} value={other}>
            {other.replaceAll('_', ' ')}
          </option>
        ))}
      </optgroup>
    </SelectField>
  );
}
