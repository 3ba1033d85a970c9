import type { handleUnaryCall } from '@grpc/grpc-js';
import { features, type shared } from './protocol.js';

const STREAMS = 'event_store.client.streams.streams';
/** What the client asks about; the real server lists every method of every service. */
const METHODS = ['append', 'batchappend', 'read', 'delete', 'tombstone'];

/** ServerFeatures.GetSupportedMethods: allowed to everybody. */
export const featuresCall: handleUnaryCall<
  InstanceType<typeof shared.Empty>,
  InstanceType<typeof features.SupportedMethods>
> = (_call, callback) => {
  const methods = METHODS.map((name) => new features.SupportedMethod().setServiceName(STREAMS).setMethodName(name));
  callback(null, new features.SupportedMethods().setEventStoreServerVersion('23.10.8').setMethodsList(methods));
};
