import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { Database } from '../database/database.js';
import { appendCall } from '../wire/append-call.js';
import { batchAppendCall } from '../wire/batch-append-call.js';
import { deleteCall, tombstoneCall } from '../wire/delete-calls.js';
import { featuresCall } from '../wire/features-call.js';
import { gossipCall } from '../wire/gossip-call.js';
import { featuresGrpc, gossipGrpc, streamsGrpc } from '../wire/protocol.js';
import { readCall } from '../wire/read-call.js';
import type { ServiceContext } from '../wire/service-context.js';
import { selfSignedCertificate, type Certificate } from '../../self-signed-certificate.js';
import type { NodeOptions } from './fake-options.js';
import { Faults, type FaultCommand } from './faults.js';
import { listen } from './listener.js';

/** As the real server: room for the client's messages of up to 3 MiB. */
const MAX_MESSAGE_BYTES = 17 * 1_048_576;

/** One run of the server, from start to its end. */
export interface EventStoreNode {
  readonly port: number;
  readonly url: string;
  apply(command: FaultCommand): void;
  isRunning(): boolean;
  /** As SIGKILL: connections are reset, nothing more is written or answered. */
  kill(): Promise<void>;
}

/** @param die what a fault does to kill the server; default: this node only */
export async function startNode(options: NodeOptions, die?: () => void): Promise<EventStoreNode> {
  const { dataDir, tls, credentials, maxAppendBytes, liveBuffer } = options;
  await mkdir(dataDir, { recursive: true });
  const database = await Database.open(dataDir, options);
  const certificate = tls ? await selfSignedCertificate(join(dataDir, 'tls')) : null;
  let killed: Promise<void> | null = null;
  const kill = (): Promise<void> => {
    killed ??= (() => {
      listener.close();
      server.forceShutdown();
      return database.abandon();
    })();
    return killed;
  };
  const faults = new Faults({
    kill: die ?? (() => void kill()),
    cutConnections: () => listener.cutConnections(),
    refuseConnections: (refuse) => listener.refuseConnections(refuse),
  });
  const server = grpcServer(
    { database, faults, maxAppendBytes, liveBuffer, ...(credentials === undefined ? {} : { credentials }) },
    () => listener.port,
  );
  const injector = server.createConnectionInjector(serverCredentials(certificate));
  const listener = await listen(options.port, (socket) => injector.injectConnection(socket));
  return {
    port: listener.port,
    url: urlOf(listener.port, certificate, credentials),
    apply: (command) => faults.apply(command),
    isRunning: () => killed === null,
    kill,
  };
}

function grpcServer(context: ServiceContext, port: () => number): Server {
  const server = new Server({
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
  });
  server.addService(streamsGrpc.StreamsService, {
    append: appendCall(context),
    batchAppend: batchAppendCall(context),
    read: readCall(context),
    delete: deleteCall(context),
    tombstone: tombstoneCall(context),
  });
  server.addService(featuresGrpc.ServerFeaturesService, { getSupportedMethods: featuresCall });
  server.addService(gossipGrpc.GossipService, { read: gossipCall(port) });
  return server;
}

const serverCredentials = (certificate: Certificate | null): ServerCredentials =>
  certificate === null
    ? ServerCredentials.createInsecure()
    : ServerCredentials.createSsl(null, [{ cert_chain: certificate.certificate, private_key: certificate.key }]);

function urlOf(port: number, certificate: Certificate | null, credentials: NodeOptions['credentials']): string {
  if (certificate === null) return `esdb://127.0.0.1:${port}?tls=false`;
  const { username, password } = credentials ?? {};
  const who = username === undefined ? '' : `${encodeURIComponent(username)}:${encodeURIComponent(password!)}@`;
  // A name, since TLS server names cannot be addresses.
  return `esdb://${who}localhost:${port}?tls=true&tlsCAFile=${encodeURIComponent(certificate.file)}`;
}
