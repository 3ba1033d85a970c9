import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readiness, Settings } from '@tallystick/platform';
import { CHECKPOINT_PATH, COSIGNED_PATH, MAX_CHECKPOINT_BYTES, openCheckpoint } from '@tallystick/transparency';
import type { Registry } from 'prom-client';
import { NotaryRefused, type LogParts, type PublishedCheckpoint } from '../notary/index.js';

/** How this process and its log stand: for people, while `/metrics` is for Prometheus. */
export interface SystemReport {
  readonly service: {
    readonly version: string;
    readonly instance: string;
    readonly store: Settings['ledger']['kind'];
    /** null: no Kafka intake. */
    readonly kafka: { readonly topic: string; readonly deadLetterTopic: string } | null;
  };
  readonly readiness: Readiness;
  /** Of this process; several ledgers on one topic each count their own. */
  readonly intake: {
    /** RFC 3339. */
    readonly since: string;
    readonly recorded: number;
    readonly duplicates: number;
    readonly conflicts: number;
    readonly deadLetters: number;
    readonly refusedOverHttp: number;
    readonly alarms: number;
    /** Kafka records of its partitions that are not answered for yet. */
    readonly lagRecords: number;
  };
  /** null: no checkpoint is signed yet, or none by our own key (`readiness` says so). */
  readonly log: {
    readonly origin: string;
    readonly size: number;
    /** Base64, as in the checkpoint. */
    readonly root: string;
    readonly publishedAt: string;
    readonly witnesses: readonly WitnessState[];
    /** Entries under the last checkpoint that every witness has signed. */
    readonly cosignedSize: number | null;
  } | null;
}

export interface WitnessState {
  readonly name: string;
  /** Its cosignature is on the newest checkpoint. */
  readonly signedNewest: boolean;
}

export interface ReportParts {
  readonly version: string;
  readonly settings: Settings;
  readonly log: LogParts;
  readonly registry: Registry;
  readonly startedAt: Date;
}

export async function systemReport(parts: ReportParts, readiness: Readiness): Promise<SystemReport> {
  const { version, settings, registry, startedAt, log } = parts;
  const { instance, ledger, kafka } = settings;
  const sum = (name: string) => sumOf(registry, name);
  return {
    service: {
      version,
      instance,
      store: ledger.kind,
      kafka: kafka === null ? null : { topic: kafka.topic, deadLetterTopic: kafka.deadLetterTopic },
    },
    readiness,
    intake: {
      since: startedAt.toISOString(),
      recorded: await sum('tallystick_intake_recorded_total'),
      duplicates: await sum('tallystick_intake_duplicates_total'),
      conflicts: await sum('tallystick_intake_conflicts_total'),
      deadLetters: await sum('tallystick_intake_dead_letters_total'),
      refusedOverHttp: await sum('tallystick_http_refused_events_total'),
      alarms: (await sum('tallystick_intake_alarms_total')) + (await sum('tallystick_log_alarms_total')),
      lagRecords: await sum('tallystick_kafka_lag_records'),
    },
    log: await logReport(log),
  };
}

/** Over all labels. */
async function sumOf(registry: Registry, name: string): Promise<number> {
  const values = (await registry.getSingleMetric(name)?.get())?.values ?? [];
  return values.reduce((sum, { value }) => sum + value, 0);
}

async function logReport({ published, witnesses }: LogParts): Promise<SystemReport['log']> {
  const checkpoint = await newest(published);
  if (checkpoint === undefined) return null;
  const { origin, size, root, note } = checkpoint;
  const { mtime } = await stat(join(published.dir, CHECKPOINT_PATH));
  const cosigned = await published.files.read(COSIGNED_PATH, MAX_CHECKPOINT_BYTES);
  const ours = published.keys.map(({ verifier }) => verifier);
  return {
    origin,
    size,
    root: Buffer.from(root).toString('base64'),
    publishedAt: mtime.toISOString(),
    // Checked when they were asked for: what stands on our own checkpoint is theirs.
    witnesses: witnesses.map(({ key }) => ({
      name: key.name,
      signedNewest: note.signatures.some(({ name, keyId }) => name === key.name && keyId === key.id),
    })),
    cosignedSize: cosigned === undefined ? null : openCheckpoint(cosigned, ours).size,
  };
}

async function newest(log: LogParts['published']): Promise<PublishedCheckpoint | undefined> {
  try {
    return await log.latest();
  } catch (error) {
    if (error instanceof NotaryRefused) return undefined;
    throw error;
  }
}
