import type { Provider } from '@nestjs/common';
import { Registry } from 'prom-client';
import type { LedgerParts } from '../composition/ledger-parts.js';
import { DecisionMetrics } from './decision-metrics.js';
import { StreamDecisions } from './stream-decisions.js';

/** What every kind of decision stands on. */
export const decisionsProviders = ({ store, vault }: LedgerParts): Provider[] => [
  { provide: StreamDecisions, useFactory: () => new StreamDecisions(store, vault) },
  { provide: DecisionMetrics, inject: [Registry], useFactory: (registry: Registry) => new DecisionMetrics(registry) },
];
