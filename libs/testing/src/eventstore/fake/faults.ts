import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome } from '../database/writer.js';

/** What is done at the nth append from now: `kill` the server, `cut` its connections, or answer `time-out`. */
export interface AppendFault {
  /** Default 1: the next append. */
  readonly nth?: number;
  /** Before: nothing of it is stored. After: it is stored and nobody is told. */
  readonly when: 'before-commit' | 'after-commit';
  readonly then: 'kill' | 'cut' | 'time-out';
}

export interface Delays {
  readonly beforeCommitMs?: number;
  /** Stored at once, told late. */
  readonly afterCommitMs?: number;
  /** Before each read and subscription. */
  readonly readMs?: number;
}

export type FaultCommand =
  | { readonly kind: 'on-append'; readonly fault: AppendFault }
  | { readonly kind: 'delay'; readonly delays: Delays }
  | { readonly kind: 'cut-connections' }
  | { readonly kind: 'refuse-connections'; readonly refuse: boolean }
  | { readonly kind: 'clear' };

/** What the server can do to itself. */
export interface Victim {
  kill(): void;
  cutConnections(): void;
  refuseConnections(refuse: boolean): void;
}

const forever = new Promise<never>(() => undefined);

/** The faults that are set in one running server. */
export class Faults {
  private armed: (AppendFault & { left: number })[] = [];
  private delays: Delays = {};
  /** Aborted when other delays are set: whoever waits goes on at once. */
  private delaysOver = new AbortController();

  constructor(private readonly victim: Victim) {}

  apply(command: FaultCommand): void {
    switch (command.kind) {
      case 'on-append':
        this.armed.push({ ...command.fault, left: command.fault.nth ?? 1 });
        break;
      case 'delay':
        this.setDelays(command.delays);
        break;
      case 'cut-connections':
        this.victim.cutConnections();
        break;
      case 'refuse-connections':
        this.victim.refuseConnections(command.refuse);
        break;
      case 'clear':
        this.armed = [];
        this.setDelays({});
        this.victim.refuseConnections(false);
        break;
    }
  }

  beforeRead(): Promise<void> {
    return this.wait(this.delays.readMs);
  }

  /** Runs a commit with the faults around it. Never resolves for a caller that a fault cut off. */
  async aroundAppend(commit: () => Promise<Outcome>): Promise<Outcome | 'timed-out'> {
    const due = this.dueNow();
    if (due?.when === 'before-commit') return this.strike(due);
    const { beforeCommitMs, afterCommitMs } = this.delays;
    await this.wait(beforeCommitMs);
    const outcome = await commit();
    await this.wait(afterCommitMs);
    return due === undefined ? outcome : this.strike(due);
  }

  private setDelays(delays: Delays): void {
    this.delays = delays;
    this.delaysOver.abort();
    this.delaysOver = new AbortController();
  }

  private async wait(ms = 0): Promise<void> {
    const { signal } = this.delaysOver;
    // `sleep` rejects when it is aborted, which is how it ends early.
    if (ms > 0) await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
  }

  private dueNow(): AppendFault | undefined {
    for (const fault of this.armed) fault.left -= 1;
    const due = this.armed.find(({ left }) => left <= 0);
    this.armed = this.armed.filter((fault) => fault !== due);
    return due;
  }

  private strike({ then }: AppendFault): 'timed-out' | Promise<never> {
    if (then === 'time-out') return 'timed-out';
    if (then === 'kill') this.victim.kill();
    else this.victim.cutConnections();
    return forever;
  }
}
