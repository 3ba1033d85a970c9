import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { startProcess, type RunningProcess } from '../../process/start-process.js';
import type { FakeEventStore } from '../event-store-server.js';
import { sendCommand } from './control-channel.js';
import type { NodeOptions } from './fake-options.js';
import { faultCommands } from './fault-commands.js';

const program = fileURLToPath(new URL('../../../bin/eventstore.js', import.meta.url));

export async function startFakeInOwnProcess(
  options: NodeOptions,
  removeData: () => Promise<void>,
): Promise<FakeEventStore> {
  let { running, url, control } = await start(options);
  const port = Number(/:(\d+)\?/.exec(url)![1]);
  return {
    kind: 'fake',
    url,
    faults: faultCommands((command) => sendCommand(control, command)),
    isRunning: () => running.isRunning(),
    async kill() {
      await running.kill();
    },
    async restart({ keepData = true } = {}) {
      await running.kill();
      if (!keepData) await rm(`${options.dataDir}/events.log`, { force: true });
      ({ running, control, url } = await start({ ...options, port }));
    },
    async stop() {
      await running.kill();
      await removeData();
    },
  };
}

async function start(options: NodeOptions): Promise<{ running: RunningProcess; url: string; control: string }> {
  const { credentials, tls, ...rest } = options;
  const flags = Object.entries({ ...rest, ...credentials }).flatMap(([name, value]) => [
    `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    String(value),
  ]);
  const running = await startProcess({
    entry: program,
    args: [...flags, ...(tls ? ['--tls'] : [])],
    ready: /^CONTROL_URL=.+$/m,
  });
  const line = (name: string): string => new RegExp(`^${name}=(.+)$`, 'm').exec(running.stdout())![1]!;
  return { running, url: line('EVENTSTORE_URL'), control: line('CONTROL_URL') };
}
