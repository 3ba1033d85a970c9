import type { ServiceDescription } from '@tallystick/platform';

export const PROJECTOR: ServiceDescription = {
  name: 'projector',
  title: 'Tallystick projector',
  description:
    'Who used how many AI tokens: leaderboards, series and the audit trail, folded from the ledger. ' +
    'Every answer says under `asOf` which ledger position it is true for.',
  version: '0.1.0',
};
