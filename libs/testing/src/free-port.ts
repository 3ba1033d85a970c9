import { createServer } from 'node:net';

/**
 * A TCP port of the loopback interface that was free a moment ago. The kernel hands out ports of its ephemeral range in
 * random order, so two callers at once rarely meet; whoever binds must still be ready for EADDRINUSE.
 */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.unref();
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('the kernel gave no port'));
      });
    });
  });
}
