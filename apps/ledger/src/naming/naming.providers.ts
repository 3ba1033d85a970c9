import type { Provider } from '@nestjs/common';
import type { LedgerParts } from '../composition/ledger-parts.js';
import { StreamDecisions } from '../decisions/stream-decisions.js';
import { ChooseNamingHandler } from './choose-naming.command.js';
import { NamingChoices } from './naming-choices.js';

export const namingProviders = ({ vault }: LedgerParts): Provider[] => [
  ChooseNamingHandler,
  {
    provide: NamingChoices,
    inject: [StreamDecisions],
    useFactory: (decisions: StreamDecisions) => new NamingChoices(decisions, vault),
  },
];
