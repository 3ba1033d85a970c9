import type { Provider } from '@nestjs/common';
import { Registry } from 'prom-client';
import type { LedgerParts } from '../composition/ledger-parts.js';
import { FirstEvent } from '../receipts/first-event.js';
import { CorrectUsageHandler } from './correct-usage.command.js';
import { DecisionMetrics } from './decision-metrics.js';
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
  { provide: DecisionMetrics, inject: [Registry], useFactory: (registry: Registry) => new DecisionMetrics(registry) },
];
