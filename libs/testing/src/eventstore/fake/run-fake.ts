import { openControlChannel } from './control-channel.js';
import { startNode } from './event-store-node.js';
import { nodeOptions, type FakeEventStoreOptions } from './fake-options.js';

/** Makes this process a fake event store that faults kill for good (bin/eventstore.js). */
export async function runFakeEventStore(
  options: FakeEventStoreOptions & { readonly dataDir: string },
): Promise<{ url: string; control: string }> {
  const node = await startNode(nodeOptions(options, options.dataDir), () => process.kill(process.pid, 'SIGKILL'));
  return { url: node.url, control: await openControlChannel((command) => node.apply(command)) };
}
