import { tempDir } from '../temp-dir.js';
import type { FakeEventStore } from './event-store-server.js';
import { startFakeInOwnProcess } from './fake/fake-in-own-process.js';
import { startFakeInProcess } from './fake/fake-in-process.js';
import { nodeOptions, type FakeEventStoreOptions } from './fake/fake-options.js';

/** A server that speaks EventStoreDB's protocol as strictly as the real one: docs in libs/testing/README.md. */
export async function startFakeEventStore(options: FakeEventStoreOptions = {}): Promise<FakeEventStore> {
  const folder = options.dataDir === undefined ? await tempDir('eventstore') : null;
  const complete = nodeOptions(options, options.dataDir ?? folder!.path);
  const start = options.ownProcess ? startFakeInOwnProcess : startFakeInProcess;
  return start(complete, async () => folder?.remove());
}
