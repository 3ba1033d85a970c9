export * from './port/usage-source.js';
export * from './port/dead-letters.js';
export { kafkaDeadLetters, type KafkaDeadLettersOptions } from './kafkajs/kafka-dead-letters.js';
export type { KafkaConnection } from './kafkajs/kafka-connection.js';
export {
  kafkaUsageSource,
  fetchTuning,
  type KafkaUsageSourceOptions,
  type FetchTuning,
} from './kafkajs/kafka-usage-source.js';
export { MemoryBroker, type ProducedRecord } from './memory/memory-broker.js';
export { memoryUsageSource, type MemoryUsageSourceOptions } from './memory/memory-usage-source.js';
export { memoryDeadLetters } from './memory/memory-dead-letters.js';
export {
  kafkaPublisher,
  type KafkaPublisher,
  type KafkaPublisherOptions,
  type PublishedRecord,
} from './kafkajs/kafka-publisher.js';
export { checkTopics } from './kafkajs/check-topics.js';
