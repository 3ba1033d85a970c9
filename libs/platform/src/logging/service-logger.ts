import { Logger } from 'nestjs-pino';

/** Nest tells about each module and route that it finds at start: of use to developers, noise to operators. */
const NEST_START = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication']);

/** Nest's logger on pino, with the start's chatter at debug level. */
export class ServiceLogger extends Logger {
  override log(message: unknown, ...rest: unknown[]): void {
    const context = rest.at(-1);
    if (typeof context === 'string' && NEST_START.has(context)) this.debug(message as string, ...(rest as string[]));
    else super.log(message as string, ...(rest as string[]));
  }
}
