import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { QueriesModule } from '../queries/queries.module.js';
import { SystemController } from './system.controller.js';
import { SystemHandler } from './system.query.js';

@Module({ imports: [CqrsModule, QueriesModule], controllers: [SystemController], providers: [SystemHandler] })
export class SystemModule {}
