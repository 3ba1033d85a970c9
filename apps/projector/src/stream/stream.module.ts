import { Module, type DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { PinoLogger } from 'nestjs-pino';
import { Registry } from 'prom-client';
import { FoldedUpTo } from '../projection/folded-up-to.js';
import { QueriesModule } from '../queries/queries.module.js';
import { LiveNumbers } from './live-numbers.js';
import { LiveStream } from './live-stream.js';
import { STREAM_LIMITS, type StreamLimits } from './stream-limits.js';
import { StreamMetrics } from './stream-metrics.js';
import { StreamController } from './stream.controller.js';

@Module({})
export class StreamModule {
  static forRoot(limits: StreamLimits = STREAM_LIMITS): DynamicModule {
    return {
      module: StreamModule,
      imports: [CqrsModule, QueriesModule],
      controllers: [StreamController],
      providers: [
        LiveNumbers,
        { provide: StreamMetrics, inject: [Registry], useFactory: (registry: Registry) => new StreamMetrics(registry) },
        {
          provide: LiveStream,
          inject: [LiveNumbers, FoldedUpTo, StreamMetrics, PinoLogger],
          useFactory: (numbers: LiveNumbers, foldedUpTo: FoldedUpTo, metrics: StreamMetrics, log: PinoLogger) =>
            new LiveStream(numbers, foldedUpTo, limits, metrics, log),
        },
      ],
    };
  }
}
