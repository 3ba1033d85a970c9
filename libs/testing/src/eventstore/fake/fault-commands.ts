import type { EventStoreFaults } from '../event-store-server.js';
import type { FaultCommand } from './faults.js';

export function faultCommands(send: (command: FaultCommand) => Promise<void>): EventStoreFaults {
  return {
    onAppend: (fault) => send({ kind: 'on-append', fault }),
    delay: (delays) => send({ kind: 'delay', delays }),
    cutConnections: () => send({ kind: 'cut-connections' }),
    refuseConnections: (refuse) => send({ kind: 'refuse-connections', refuse }),
    clear: () => send({ kind: 'clear' }),
  };
}
