import { Injectable } from '@nestjs/common';

/** null when all is well, else the reason in one sentence without anything personal. */
export type ReadinessCheck = () => string | null | Promise<string | null>;

export interface Readiness {
  readonly ready: boolean;
  readonly reasons: readonly { readonly check: string; readonly reason: string }[];
}

/** A check that does not answer within this counts as failed: readiness itself must not hang. */
export const CHECK_TIMEOUT_MS = 2_000;

/** Who must be ready before requests are sent here. Modules add their own checks at start. */
@Injectable()
export class ReadinessChecks {
  private readonly checks = new Map<string, ReadinessCheck>();
  private isDraining = false;

  add(name: string, check: ReadinessCheck): void {
    if (this.checks.has(name)) throw new Error(`a readiness check named ${name} is there already`);
    this.checks.set(name, check);
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
      return { ready: false, reasons: [{ check: 'shutdown', reason: 'the service is shutting down' }] };
    const outcomes = await Promise.all(
      [...this.checks].map(async ([check, ask]) => ({ check, reason: await withinTime(ask) })),
    );
    const reasons = outcomes.flatMap(({ check, reason }) => (reason === null ? [] : [{ check, reason }]));
    return { ready: reasons.length === 0, reasons };
  }
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
