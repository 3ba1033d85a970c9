import { setTimeout as sleep } from 'node:timers/promises';
import { failureLine } from '../failure.js';
import { startService, type ServiceProcess, type ServiceSpec } from './service-process.js';

const FIRST_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 30_000;
/** A service that ran for this long begins again with the short wait. */
const STEADY_AFTER_MS = 60_000;

/** Keeps services running. A crash of one restarts that one; the others never notice. */
export class Supervisor {
  private readonly running = new Map<string, ServiceProcess>();
  private readonly watches: Promise<void>[] = [];
  private readonly stopping = new AbortController();

  constructor(private readonly note: (line: string) => void) {}

  /**
   * Starts a service and keeps it running from then on.
   * @throws CliFailure its first start failed: that is for the operator to mend, not to be tried again
   */
  async keep(spec: ServiceSpec): Promise<void> {
    const first = await startService(spec, this.stopping.signal);
    this.running.set(spec.name, first);
    this.watches.push(this.watch(spec, first));
  }

  pidOf(name: string): number | undefined {
    return this.running.get(name)?.pid;
  }

  /** Asks all to leave and waits until they have left. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all([...this.running.values()].map((service) => service.stop()));
    await Promise.all(this.watches);
  }

  private async watch(spec: ServiceSpec, first: ServiceProcess): Promise<void> {
    let service: ServiceProcess | null = first;
    let backoffMs = FIRST_BACKOFF_MS;
    while (!this.stopping.signal.aborted) {
      if (service !== null) {
        const startedMs = Date.now();
        const ending = await service.exited;
        this.running.delete(spec.name);
        if (this.stopping.signal.aborted) return;
        if (Date.now() - startedMs >= STEADY_AFTER_MS) backoffMs = FIRST_BACKOFF_MS;
        this.note(`the ${spec.name} ended (${ending}): starting it again in ${backoffMs} ms`);
      }
      if (!(await this.waited(backoffMs))) return;
      backoffMs = Math.min(backoffMs * 2, MAX_BACKOFF_MS);
      service = await this.restarted(spec, backoffMs);
    }
    // Stopped in the middle of a restart: nobody else knows of this run.
    await service?.stop();
  }

  private async restarted(spec: ServiceSpec, backoffMs: number): Promise<ServiceProcess | null> {
    try {
      const service = await startService(spec, this.stopping.signal);
      this.running.set(spec.name, service);
      this.note(`the ${spec.name} runs again at ${spec.url}`);
      return service;
    } catch (error) {
      if (this.stopping.signal.aborted) return null;
      this.note(`${failureLine(error)}: trying again in ${backoffMs} ms`);
      return null;
    }
  }

  /** @returns false when stopped meanwhile */
  private async waited(ms: number): Promise<boolean> {
    try {
      await sleep(ms, undefined, { signal: this.stopping.signal });
      return true;
    } catch (error) {
      if (this.stopping.signal.aborted) return false;
      throw error;
    }
  }
}
