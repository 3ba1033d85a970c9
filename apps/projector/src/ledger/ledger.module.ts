import { Module } from '@nestjs/common';
import { LedgerLogController } from './ledger-log.controller.js';
import { LedgerPassage } from './ledger-passage.js';
import { LedgerRecordsController } from './ledger-records.controller.js';

/** What of the ledger service is reached through this one. */
@Module({
  controllers: [LedgerLogController, LedgerRecordsController],
  providers: [LedgerPassage],
  exports: [LedgerPassage],
})
export class LedgerModule {}
