import type { Provider } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { Registry } from 'prom-client';
import type { LedgerParts } from '../composition/ledger-parts.js';
import { NotaryKeeper, NotaryMetrics } from '../notary/index.js';
import { FirstEvent } from '../receipts/first-event.js';
import { Checkpoints } from './checkpoints.js';
import { LeafIndexes } from './leaf-indexes.js';
import { ProofBook } from './proof-book.js';

/** The log of this data folder: who writes it, and what is answered from it. */
export const logProviders = ({ store, log }: LedgerParts): Provider[] => [
  {
    provide: NotaryMetrics,
    inject: [Registry, PinoLogger],
    useFactory: (registry: Registry, logger: PinoLogger) => new NotaryMetrics(registry, logger),
  },
  {
    provide: NotaryKeeper,
    inject: [NotaryMetrics],
    useFactory: (observer: NotaryMetrics) => new NotaryKeeper(store, log, observer),
  },
  {
    provide: Checkpoints,
    inject: [NotaryKeeper],
    useFactory: (keeper: NotaryKeeper) => new Checkpoints(log.published, () => keeper.publishSoon()),
  },
  { provide: LeafIndexes, useFactory: () => new LeafIndexes(store, log.startsFile) },
  {
    provide: ProofBook,
    inject: [FirstEvent, LeafIndexes, Checkpoints],
    useFactory: (first: FirstEvent, indexes: LeafIndexes, checkpoints: Checkpoints) =>
      new ProofBook(first, indexes, checkpoints, log.published),
  },
];
