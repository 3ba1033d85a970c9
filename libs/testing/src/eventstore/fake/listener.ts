import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** The server's loopback port, with every connection at hand: a killed process leaves its peers a reset. */
export interface Listener {
  readonly port: number;
  cutConnections(): void;
  /** While true, a connection is reset as soon as it is made. */
  refuseConnections(refuse: boolean): void;
  close(): void;
}

/** @param port 0: any free one */
export async function listen(port: number, accept: (socket: Socket) => void): Promise<Listener> {
  const sockets = new Set<Socket>();
  let refusing = false;
  const server = createServer((socket) => {
    if (refusing) {
      socket.resetAndDestroy();
      return;
    }
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // The peer's own end (ECONNRESET); without a listener it would end this process.
    socket.on('error', () => socket.destroy());
    accept(socket);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const cutConnections = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cutConnections,
    refuseConnections(refuse) {
      refusing = refuse;
      if (refuse) cutConnections();
    },
    close() {
      server.close();
      cutConnections();
    },
  };
}
