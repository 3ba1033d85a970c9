import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createHttpApp, loadSettings } from '@tallystick/platform';
import { PROJECTION_LIMITS, type ProjectionLimits } from '../projection/projection-limits.js';
import { memoryVault } from '@tallystick/vault';
import type { StoreOpeners } from '../projection/stores.js';
import { ProjectorModule } from '../projector.module.js';
import { PROJECTOR } from '../service.js';
import type { StreamLimits } from '../stream/stream-limits.js';

export interface TestProjector {
  readonly app: NestFastifyApplication;
  get(path: string, headers?: Record<string, string>): Promise<TestAnswer>;
  post(path: string, headers?: Record<string, string>, body?: string): Promise<TestAnswer>;
  stop(): Promise<void>;
}

export interface TestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  // A test says itself what it expects to find.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly json: any;
}

/** The whole service over the given stores, without a port: requests are injected. */
export async function testProjector(
  openers: Omit<StoreOpeners, 'openVault'> & Partial<StoreOpeners>,
  options: {
    readonly env?: Record<string, string>;
    readonly limits?: ProjectionLimits;
    readonly dashboard?: string;
    readonly streamLimits?: StreamLimits;
  } = {},
): Promise<TestProjector> {
  const settings = loadSettings({ LOG_LEVEL: 'silent', ...options.env }, { workingDir: '/nonexistent' });
  const { limits = PROJECTION_LIMITS, dashboard, streamLimits } = options;
  const withVault = { openVault: async () => memoryVault(), ...openers };
  const module = ProjectorModule.forRoot(withVault, limits, dashboard, streamLimits);
  const app = await createHttpApp(module, PROJECTOR, settings);
  const ask = async (method: 'GET' | 'POST', url: string, headers: Record<string, string> = {}, body?: string) => {
    const request = { method, url, headers, ...(body === undefined ? {} : { payload: body }) };
    const { statusCode, headers: answered, payload } = await app.inject(request);
    const isJson = /json/.test(String(answered['content-type']));
    return { status: statusCode, headers: answered, text: payload, json: isJson ? JSON.parse(payload) : undefined };
  };
  return {
    app,
    get: (path, headers) => ask('GET', path, headers),
    post: (path, headers, body) => ask('POST', path, headers, body),
    stop: () => app.close(),
  };
}
