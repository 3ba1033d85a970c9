export * from './port/usage-source.js';
export * from './port/dead-letters.js';
export { kafkaDeadLetters, type KafkaDeadLettersOptions } from './kafkajs/kafka-dead-letters.js';
export type { KafkaConnection } from './kafkajs/kafka-connection.js';
