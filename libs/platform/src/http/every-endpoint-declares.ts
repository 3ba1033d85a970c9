import { RequestMethod, type INestApplication } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { ALLOWED, type Allowed } from '../auth/allow.js';

/** Under these keys Nest keeps a handler's and a controller's path, and a handler's method; only endpoints have both. */
const PATH_METADATA = 'path';
const METHOD_METADATA = 'method';

export interface Endpoint {
  readonly name: string;
  /** As in OpenAPI: `GET /v1/history/streams/{stream}`. */
  readonly route: string;
  readonly allowed: Allowed | undefined;
}

/** Every endpoint of the application and who may call it. */
export function endpointsOf(app: INestApplication): Endpoint[] {
  const scanner = new MetadataScanner();
  return app
    .get(DiscoveryService)
    .getControllers()
    .flatMap(({ instance }: { instance: object | undefined }) => {
      if (instance === undefined || instance === null) return [];
      const prototype = Object.getPrototypeOf(instance) as Record<string, (...args: never[]) => unknown>;
      return scanner
        .getAllMethodNames(prototype)
        .filter((method) => Reflect.hasMetadata(PATH_METADATA, prototype[method]!))
        .map((method) => ({
          name: `${instance.constructor.name}.${method}`,
          route: routeOf(instance.constructor, prototype[method]!),
          allowed: Reflect.getMetadata(ALLOWED, prototype[method]!) as Allowed | undefined,
        }));
    });
}

function routeOf(controller: object, handler: object): string {
  const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod];
  const parts = [controller, handler].map((part) => String(Reflect.getMetadata(PATH_METADATA, part) ?? ''));
  const path = parts.flatMap((part) => part.split('/')).filter((segment) => segment !== '');
  return `${method} /${path.map((segment) => segment.replace(/^[:*](\w*)$/, (_, name) => `{${name || 'path'}}`)).join('/')}`;
}

/** A programmer's error, found at start instead of by a caller who is let in or kept out. */
export function assertEveryEndpointDeclares(app: INestApplication): void {
  const silent = endpointsOf(app).filter((endpoint) => endpoint.allowed === undefined);
  if (silent.length > 0) throw new Error(`endpoints without @Allow: ${silent.map(({ name }) => name).join(', ')}`);
}
