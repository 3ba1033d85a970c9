import { rm } from 'node:fs/promises';
import type { FakeEventStore } from '../event-store-server.js';
import { startNode } from './event-store-node.js';
import { faultCommands } from './fault-commands.js';
import type { NodeOptions } from './fake-options.js';

export async function startFakeInProcess(
  options: NodeOptions,
  removeData: () => Promise<void>,
): Promise<FakeEventStore> {
  let node = await startNode(options);
  const { port, url } = node;
  return {
    kind: 'fake',
    url,
    faults: faultCommands((command) => Promise.resolve(node.apply(command))),
    isRunning: () => node.isRunning(),
    kill: () => node.kill(),
    async restart({ keepData = true } = {}) {
      await node.kill();
      if (!keepData) await rm(`${options.dataDir}/events.log`, { force: true });
      node = await startNode({ ...options, port });
    },
    async stop() {
      await node.kill();
      await removeData();
    },
  };
}
