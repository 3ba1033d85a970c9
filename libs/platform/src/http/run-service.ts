import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from 'nestjs-pino';
import { systemErrorCode } from '../errors/system-error-code.js';
import { ReadinessChecks } from '../health/readiness.js';
import type { Listen } from '../settings/settings.js';
import { StartRefused } from '../settings/wrong-settings.js';

/** After this a shutdown that hangs is cut off: orchestrators kill after 10 s or more. */
export const SHUTDOWN_TIMEOUT_MS = 9_000;

/**
 * Listens, and logs one line `{"msg":"listening","url":"http://127.0.0.1:8080"}` that process harnesses wait for.
 * @returns the address, with the port that was really taken
 */
export async function listenOn(app: NestFastifyApplication, listen: Listen): Promise<string> {
  try {
    await app.listen(listen.port, listen.host);
  } catch (error) {
    throw new StartRefused(`cannot listen on ${listen.host}:${listen.port}: ${reasonOf(error)}`, { cause: error });
  }
  const { port } = app.getHttpServer().address() as AddressInfo;
  const url = `http://${listen.host.includes(':') ? `[${listen.host}]` : listen.host}:${port}`;
  app.get(Logger).log({ msg: 'listening', url, pid: process.pid });
  return url;
}

/**
 * The main function of a service process: starts it, stops it at SIGTERM or SIGINT, and exits 1 with one line on
 * standard error when it may not start.
 */
export async function runService(start: () => Promise<NestFastifyApplication>): Promise<void> {
  let app: NestFastifyApplication;
  try {
    app = await start();
  } catch (error) {
    // What the operator can mend is one line; a programmer's error keeps its stack.
    const known = error instanceof StartRefused;
    process.stderr.write(
      `tallystick: ${known ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exit(1);
  }
  // Ctrl-C reaches a whole process group, so a supervised service hears of it twice: only the first counts.
  let leaving = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      if (leaving) return;
      leaving = true;
      void shutDown(app, signal);
    });
  }
}

/** No new work, then finish and close in the order of Nest's shutdown hooks, then leave. */
async function shutDown(app: NestFastifyApplication, signal: string): Promise<void> {
  const log = app.get(Logger);
  log.log({ msg: 'shutting down', signal });
  app.get(ReadinessChecks).drain();
  setTimeout(() => {
    log.error({ msg: 'shutdown took too long, leaving now', timeoutMs: SHUTDOWN_TIMEOUT_MS });
    process.exit(1);
  }, SHUTDOWN_TIMEOUT_MS).unref();
  try {
    await app.close();
  } catch (error) {
    log.error({ err: error, msg: 'shutdown failed' });
    process.exit(1);
  }
  log.log({ msg: 'stopped' });
  process.exit(0);
}

const reasonOf = (error: unknown): string => {
  const code = systemErrorCode(error);
  if (code === 'EADDRINUSE') return 'something else listens there already';
  if (code === 'EACCES') return 'this user may not listen there';
  return code ?? String(error);
};
