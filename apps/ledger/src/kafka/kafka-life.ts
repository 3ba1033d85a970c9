import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap, type Provider } from '@nestjs/common';
import {
  checkTopics,
  kafkaDeadLetters,
  kafkaUsageSource,
  SourceUnreachable,
  TopicMissing,
} from '@tallystick/messaging';
import { ReadinessChecks, SETTINGS, StartRefused, type KafkaSettings, type Settings } from '@tallystick/platform';
import { PinoLogger } from 'nestjs-pino';
import { IntakeLane } from '../intake/intake-lane.js';
import { KafkaIntake } from './kafka-intake.js';

/**
 * Both topics must be there before the service starts. A broker that does not answer is no reason to refuse: HTTP goes
 * on without it, and the intake joins as soon as it is back.
 * @throws StartRefused one line with the command that makes the missing topics
 */
export async function checkKafkaTopics(kafka: KafkaSettings | null): Promise<void> {
  if (kafka === null) return;
  try {
    await checkTopics(kafka, [kafka.topic, kafka.deadLetterTopic]);
  } catch (error) {
    if (error instanceof TopicMissing) throw new StartRefused(error.message, { cause: error });
    if (!(error instanceof SourceUnreachable)) throw error;
  }
}

/** Starts the Kafka intake once the lane has started, and ends it before HTTP is closed. */
@Injectable()
export class KafkaLife implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #intake: KafkaIntake | null;

  constructor(
    private readonly lane: IntakeLane,
    settings: Settings,
    private readonly readiness: ReadinessChecks,
    log: PinoLogger,
  ) {
    this.#intake = settings.kafka === null ? null : openKafkaIntake(lane, settings.kafka, log);
  }

  onApplicationBootstrap(): void {
    const intake = this.#intake;
    if (intake === null) return;
    this.readiness.add('kafka', () => intake.reason());
    void this.lane.started.then(() => intake.begin());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#intake?.stop();
  }
}

/** For the module that holds `IntakeLane`. */
export const KAFKA_PROVIDERS: Provider[] = [
  {
    provide: KafkaLife,
    inject: [IntakeLane, SETTINGS, ReadinessChecks, PinoLogger],
    useFactory: (lane: IntakeLane, settings: Settings, readiness: ReadinessChecks, log: PinoLogger) =>
      new KafkaLife(lane, settings, readiness, log),
  },
];

function openKafkaIntake(lane: IntakeLane, kafka: KafkaSettings, log: PinoLogger): KafkaIntake {
  const { topic, deadLetterTopic, group } = kafka;
  const connection = { ...kafka, log: (level: 'warn' | 'error', message: string) => log[level](message) };
  const source = kafkaUsageSource({ connection, topic, group, requiredTopics: [deadLetterTopic] });
  return new KafkaIntake(lane, source, kafkaDeadLetters({ connection, topic: deadLetterTopic }));
}
