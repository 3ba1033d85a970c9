import type { Status } from '../../api/answers.js';
import { STATUS_NAMES } from '../../format/names.js';
import { Badge } from '../../ui/badge.js';

const TONES = { counted: 'good', corrected: 'accent', voided: 'bad', duplicate: 'plain', conflict: 'warn' } as const;

const MEANINGS: Readonly<Record<Status, string>> = {
  counted: 'Stands in every number as it was recorded',
  corrected: 'Counts as it was corrected; what was recorded stays here',
  voided: 'Taken out of every number; what was recorded stays here',
  duplicate: 'Came again under the same source and id; counted once',
  conflict: 'Came under a source and id that were taken, with other content; not counted',
};

export function StatusBadge({ status }: { readonly status: Status }) {
  return (
    <Badge tone={TONES[status]} title={MEANINGS[status]}>
      {STATUS_NAMES[status]}
    </Badge>
  );
}
