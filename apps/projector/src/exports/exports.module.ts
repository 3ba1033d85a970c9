import { Module } from '@nestjs/common';
import { QueriesModule } from '../queries/queries.module.js';
import { ExportsController } from './exports.controller.js';
import { Exports } from './exports.service.js';

@Module({ imports: [QueriesModule], controllers: [ExportsController], providers: [Exports] })
export class ExportsModule {}
