import { Injectable } from '@nestjs/common';

/** null when all is well, else the reason in one sentence without anything personal. */
export type ReadinessCheck = () => string | null | Promise<string | null>;

export interface Finding {
  readonly check: string;
  readonly reason: string;
}
export interface Readiness {
  readonly ready: boolean;
  readonly reasons: readonly Finding[];
  /** What does not work as it should, but is no reason to send requests elsewhere. */
  readonly remarks: readonly Finding[];
}

/** A check that does not answer within this counts as failed: readiness itself must not hang. */
export const CHECK_TIMEOUT_MS = 2_000;

/** Who must be ready before requests are sent here. Modules add their own checks at start. */
@Injectable()
export class ReadinessChecks {
  private readonly checks = new Map<string, ReadinessCheck>();
  private readonly remarks = new Map<string, ReadinessCheck>();
  private isDraining = false;

  add(name: string, check: ReadinessCheck): void {
    if (this.checks.has(name)) throw new Error(`a readiness check named ${name} is there already`);
    this.checks.set(name, check);
  }

  /** The same for what the service can do without: it stays ready. */
  addRemark(name: string, check: ReadinessCheck): void {
    this.remarks.set(name, check);
  }

  /** From now on not ready: the process is going down and takes no new work. */
  drain(): void {
    this.isDraining = true;
  }

  get draining(): boolean {
    return this.isDraining;
  }

  async run(): Promise<Readiness> {
    if (this.draining)
      return { ready: false, reasons: [{ check: 'shutdown', reason: 'the service is shutting down' }], remarks: [] };
    const [reasons, remarks] = await Promise.all([findingsOf(this.checks), findingsOf(this.remarks)]);
    return { ready: reasons.length === 0, reasons, remarks };
  }
}

async function findingsOf(checks: ReadonlyMap<string, ReadinessCheck>): Promise<Finding[]> {
  const outcomes = await Promise.all(
    [...checks].map(async ([check, ask]) => ({ check, reason: await withinTime(ask) })),
  );
  return outcomes.flatMap(({ check, reason }) => (reason === null ? [] : [{ check, reason }]));
}

async function withinTime(ask: ReadinessCheck): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${CHECK_TIMEOUT_MS} ms`), CHECK_TIMEOUT_MS);
  });
  try {
    return await Promise.race([Promise.resolve().then(ask), timeout]);
  } catch (error) {
    return `the check itself failed: ${error instanceof Error ? error.name : 'unknown error'}`;
  } finally {
    clearTimeout(timer);
  }
}
