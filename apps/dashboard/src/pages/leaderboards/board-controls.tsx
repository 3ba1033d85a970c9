import { METRICS, SUBJECTS, WINDOWS } from '../../api/answers.js';
import { METRIC_NAMES, SUBJECT_NAMES, WINDOW_NAMES } from '../../format/names.js';
import { Segmented } from '../../ui/segmented.js';
import { options, SelectField } from '../../ui/select-field.js';
import { Toolbar } from '../../ui/toolbar.js';
import { ZoneField } from '../../ui/zone-field.js';
import type { BoardChoices } from './board-choices.js';

interface BoardControlsProps {
  readonly chosen: BoardChoices;
  readonly choose: (change: Partial<BoardChoices>) => void;
}

export function BoardControls({ chosen, choose }: BoardControlsProps) {
  return (
    <Toolbar label="What to show">
      <Segmented
        label="Board"
        values={SUBJECTS}
        names={SUBJECT_NAMES}
        value={chosen.subject}
        onChange={(subject) => choose({ subject })}
      />
      <SelectField label="Metric" value={chosen.metric} onChange={(metric) => choose({ metric })}>
        {options(METRICS, METRIC_NAMES)}
      </SelectField>
      <SelectField
        label="Window"
        value={chosen.window}
        onChange={(window) => choose({ window, at: window === 'all' ? null : chosen.at })}
      >
        {options(WINDOWS, WINDOW_NAMES)}
      </SelectField>
      <ZoneField zone={chosen.tz} onChange={(tz) => choose({ tz })} />
    </Toolbar>
  );
}
