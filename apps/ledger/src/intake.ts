/** The intake without the service around it, for whoever runs it on other ports: the fault simulator. */
export * from './intake/index.js';
export { decideBatch, type BatchPlan } from './intake/decide-batch.js';
export type { StreamWriter } from './intake/stream-writer.js';
export type { PreparedUsage } from './intake/prepared-usage.js';
export { KafkaIntake } from './kafka/kafka-intake.js';
export { kafkaLimits, type KafkaLimits } from './kafka/kafka-limits.js';
export { commitNote } from './kafka/commit-note.js';
