import { Badge } from '../ui/badge.js';

/** Beside whatever stands for generated data. */
export function MadeUpBadge() {
  return (
    <Badge tone="warn" title="Made by the sample generator: nobody's usage">
      made up
    </Badge>
  );
}
