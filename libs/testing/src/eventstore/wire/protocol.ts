/** The protocol's messages and services, as the client's own package brings them (CommonJS). */
export { default as streams } from '@eventstore/db-client/generated/streams_pb.js';
export { default as shared } from '@eventstore/db-client/generated/shared_pb.js';
export { default as status } from '@eventstore/db-client/generated/status_pb.js';
export { default as features } from '@eventstore/db-client/generated/serverfeatures_pb.js';
export { default as gossip } from '@eventstore/db-client/generated/gossip_pb.js';
export { default as streamsGrpc } from '@eventstore/db-client/generated/streams_grpc_pb.js';
export { default as featuresGrpc } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
export { default as gossipGrpc } from '@eventstore/db-client/generated/gossip_grpc_pb.js';
export { default as anyMessage } from 'google-protobuf/google/protobuf/any_pb.js';
export { default as emptyMessage } from 'google-protobuf/google/protobuf/empty_pb.js';
