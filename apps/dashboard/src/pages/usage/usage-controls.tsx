import type { Granularity } from '../../api/answers.js';
import { GRANULARITY_NAMES, METRIC_NAMES } from '../../format/names.js';
import { DateField } from '../../ui/date-field.js';
import { Segmented } from '../../ui/segmented.js';
import { options, SelectField } from '../../ui/select-field.js';
import { Toolbar } from '../../ui/toolbar.js';
import { ZoneField } from '../../ui/zone-field.js';
import {
  granularitiesFor,
  RANGE_NAMES,
  RANGES,
  SERIES_METRICS,
  SPLIT_NAMES,
  SPLITS,
  type UsageChoices,
} from './usage-choices.js';

interface UsageControlsProps {
  readonly chosen: UsageChoices;
  readonly choose: (change: Partial<UsageChoices>) => void;
  readonly days: number;
  /** The one that is shown. */
  readonly granularity: Granularity;
}

export function UsageControls({ chosen, choose, days, granularity }: UsageControlsProps) {
  const asked = chosen.granularity === granularity ? granularity : 'auto';
  return (
    <Toolbar label="What to show">
      <Segmented
        label="Split by"
        values={SPLITS}
        names={SPLIT_NAMES}
        value={chosen.by}
        onChange={(by) => choose({ by })}
      />
      {chosen.by !== 'bucket' && (
        <SelectField label="Metric" value={chosen.metric} onChange={(metric) => choose({ metric })}>
          {options(SERIES_METRICS, METRIC_NAMES)}
        </SelectField>
      )}
      <SelectField label="Range" value={chosen.range} onChange={(range) => choose({ range, from: null, to: null })}>
        {options(RANGES, RANGE_NAMES)}
      </SelectField>
      {chosen.range === 'own' && (
        <>
          <DateField label="From" value={chosen.from} onChange={(from) => choose({ from })} />
          <DateField label="To" value={chosen.to} onChange={(to) => choose({ to })} />
        </>
      )}
      <SelectField label="Bars of" value={asked} onChange={(chosen) => choose({ granularity: chosen })}>
        <option value="auto">{`Auto (${GRANULARITY_NAMES[granularity].toLowerCase()})`}</option>
        {options(granularitiesFor(days), GRANULARITY_NAMES)}
      </SelectField>
      <ZoneField zone={chosen.tz} onChange={(tz) => choose({ tz })} />
    </Toolbar>
  );
}
