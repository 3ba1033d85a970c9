import type { INestApplication } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { ALLOWED, type Allowed } from '../auth/allow.js';

/** Nest keeps a handler's path under this key; only endpoints have it. */
const PATH_METADATA = 'path';

export interface Endpoint {
  readonly name: string;
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
          allowed: Reflect.getMetadata(ALLOWED, prototype[method]!) as Allowed | undefined,
        }));
    });
}

/** A programmer's error, found at start instead of by a caller who is let in or kept out. */
export function assertEveryEndpointDeclares(app: INestApplication): void {
  const silent = endpointsOf(app).filter((endpoint) => endpoint.allowed === undefined);
  if (silent.length > 0) throw new Error(`endpoints without @Allow: ${silent.map(({ name }) => name).join(', ')}`);
}
