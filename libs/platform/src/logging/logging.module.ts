import { Module, type DynamicModule } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import { stdTimeFunctions } from 'pino';
import type { LogLevel } from '../settings/settings.js';

/**
 * JSON lines on standard output. No request is logged by its URL, headers or body: those can hold a subject or a key.
 * What is logged of requests is in `http/observe-requests.ts`: method, route, status, time, caller's name.
 */
@Module({})
export class LoggingModule {
  static forRoot(service: string, level: LogLevel): DynamicModule {
    return {
      module: LoggingModule,
      imports: [
        LoggerModule.forRoot({
          pinoHttp: {
            level,
            base: { service },
            timestamp: stdTimeFunctions.isoTime,
            formatters: { level: (label) => ({ level: label }) },
            redact: { paths: REDACTED, censor: '[redacted]' },
            autoLogging: false,
          },
          forRoutes: [],
        }),
      ],
      exports: [LoggerModule],
    };
  }
}

/** A second fence, should somebody log a whole request or event by mistake. */
const REDACTED = ['req', 'request', 'headers', 'authorization', 'subject', 'body', 'password', 'token'].flatMap(
  (key) => [key, `*.${key}`],
);
