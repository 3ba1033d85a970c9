import type { FastifyInstance } from 'fastify';
import type { Socket } from 'node:net';

const SWEEP_MS = 50;

/**
 * Once the server closes, connections that fall idle later are closed, too, instead of being kept until their keep-alive
 * time is over; and so are those on which nothing was ever asked (browsers open some ahead), which Node takes for busy.
 */
export function sweepConnectionsAtClose(fastify: FastifyInstance): void {
  const { server } = fastify;
  const silent = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  server.on('request', ({ socket }) => silent.delete(socket));
  const sweep = (): void => {
    server.closeIdleConnections();
    for (const socket of silent) socket.destroy();
  };
  fastify.addHook('preClose', (done) => {
    sweep();
    const sweeping = setInterval(sweep, SWEEP_MS).unref();
    server.once('close', () => clearInterval(sweeping));
    done();
  });
}
