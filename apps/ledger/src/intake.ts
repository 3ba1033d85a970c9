/** What writes into the ledger, without the service around it: for whoever runs it on other ports (fault simulator). */
export * from './intake/index.js';
export { decideBatch, type BatchPlan } from './intake/decide-batch.js';
export type { StreamWriter } from '@tallystick/ledger-store';
export type { PreparedUsage } from './intake/prepared-usage.js';
export { KafkaIntake } from './kafka/kafka-intake.js';
export { kafkaLimits, type KafkaLimits } from './kafka/kafka-limits.js';
export { commitNote } from './kafka/commit-note.js';
export { FirstEvent } from './receipts/first-event.js';
export { UsageDecisions } from './corrections/usage-decisions.js';
export type { DecisionContext, TakenDecision } from './decisions/stream-decisions.js';
export { CorrectUsage, CorrectUsageHandler } from './corrections/correct-usage.command.js';
export { VoidUsage, VoidUsageHandler } from './corrections/void-usage.command.js';
