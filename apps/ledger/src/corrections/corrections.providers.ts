import type { Provider } from '@nestjs/common';
import type { LedgerParts } from '../composition/ledger-parts.js';
import { FirstEvent } from '../receipts/first-event.js';
import { CorrectUsageHandler } from './correct-usage.command.js';
import { UsageDecisions } from './usage-decisions.js';
import { VoidUsageHandler } from './void-usage.command.js';

export const correctionsProviders = ({ store, vault }: LedgerParts): Provider[] => [
  CorrectUsageHandler,
  VoidUsageHandler,
  {
    provide: UsageDecisions,
    inject: [FirstEvent],
    useFactory: (first: FirstEvent) => new UsageDecisions(store, vault, first),
  },
];
