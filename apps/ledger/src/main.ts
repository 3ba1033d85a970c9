import 'reflect-metadata';
import { createHttpApp, listenOn, loadSettings, runService } from '@tallystick/platform';
import { LedgerModule } from './composition/ledger.module.js';
import { openLedgerParts } from './composition/ledger-parts.js';
import { checkKafkaTopics } from './kafka/index.js';
import { LEDGER_SERVICE } from './service.js';

void runService(async () => {
  const settings = loadSettings();
  await checkKafkaTopics(settings.kafka);
  const parts = await openLedgerParts(settings);
  const app = await createHttpApp(LedgerModule.of(parts), LEDGER_SERVICE, settings);
  await listenOn(app, settings.ledgerHttp);
  return app;
});
