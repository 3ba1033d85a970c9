import type { ServiceDescription } from '@tallystick/platform';

export const LEDGER_SERVICE: ServiceDescription = {
  name: 'ledger',
  title: 'Tallystick ledger',
  description:
    'The write side: takes usage events (CloudEvents 1.0), records each exactly once and for ever, and shows the history.',
  version: '0.1.0',
};
