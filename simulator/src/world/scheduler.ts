import type { Random } from '@tallystick/samples';
import { setImmediate } from 'node:timers';
import { Life } from './life.js';
import type { Trace } from './trace.js';

interface Task {
  life: Life;
  readonly what: string;
  /** A request on its way to a server: it may arrive although its sender is gone. */
  readonly inTheNetwork: boolean;
  readonly run: () => void | Promise<void>;
}

interface Timer {
  readonly dueMs: number;
  readonly task: Task;
}

/**
 * Decides what happens next. Every call through a port is two events (it takes effect; its answer arrives), every wait is
 * one; between two events all code runs until it waits again. So the seed alone says what happens, and in which order.
 */
export class Scheduler {
  /** Virtual time, milliseconds since the epoch. */
  nowMs = Date.UTC(2026, 4, 20);
  /** Requests whose sender is gone. */
  readonly network = new Life('network');
  #ready: Task[] = [];
  #timers: Timer[] = [];

  constructor(
    private readonly random: Random,
    private readonly trace: Trace,
    private readonly lateAnswers: () => boolean,
  ) {}

  /** Something that will happen to a process. */
  post(life: Life, what: string, run: () => void | Promise<void>, inTheNetwork = false): void {
    if (life.alive) this.#ready.push({ life, what, inTheNetwork, run });
  }

  /** Something that will happen at a time. */
  postAt(life: Life, dueMs: number, what: string, run: () => void | Promise<void>): () => void {
    const timer = { dueMs, task: { life, what, inTheNetwork: false, run } };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  }

  /** A call through a port. Its effect and its answer are events of their own; a dead caller gets no answer. */
  call<T>(life: Life, what: string, effect: () => T | Promise<T>): Promise<T> {
    const answer = Promise.withResolvers<T>();
    const takeEffect = async (): Promise<void> => {
      const settle = await outcomeOf(effect, answer);
      if (this.lateAnswers()) this.post(life, `${what} answers`, settle);
      else if (life.alive) settle();
    };
    this.post(life, what, takeEffect, true);
    return answer.promise;
  }

  /** @throws the signal's reason */
  sleep(life: Life, ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        cancel();
        reject(signal?.reason as Error);
      };
      const cancel = this.postAt(life, this.nowMs + ms, 'wakes', () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      });
      if (signal?.aborted === true) abort();
      else signal?.addEventListener('abort', abort, { once: true });
    });
  }

  /** The process ends here: half of its requests under way still arrive. */
  cutOff(life: Life): void {
    life.end();
    this.#timers = this.#timers.filter(({ task }) => task.life !== life);
    this.#ready = this.#ready.filter((task) => {
      if (task.life !== life) return true;
      if (!task.inTheNetwork || this.random.chance(0.5)) return false;
      task.life = this.network;
      return true;
    });
  }

  /** Lets one thing happen. False when nothing is left to happen. */
  async turn(): Promise<boolean> {
    const able = this.#ready.filter(({ life }) => !life.frozen);
    if (this.#timers.length > 0 && (able.length === 0 || this.random.chance(0.02))) this.#advanceTime();
    else if (able.length === 0) return false;
    else await this.#perform(this.random.pick(able));
    return true;
  }

  /** All code runs until it waits for the scheduler again: a macrotask comes after every microtask. */
  settled(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  async #perform(task: Task): Promise<void> {
    this.#ready.splice(this.#ready.indexOf(task), 1);
    this.trace.note(task.life.name, task.what);
    await task.run();
  }

  #advanceTime(): void {
    const next = this.#timers.reduce((first, timer) => (timer.dueMs < first.dueMs ? timer : first));
    this.#timers.splice(this.#timers.indexOf(next), 1);
    this.nowMs = Math.max(this.nowMs, next.dueMs);
    this.trace.note('clock', `${this.nowMs}`);
    this.#ready.push(next.task);
  }
}

async function outcomeOf<T>(
  effect: () => T | Promise<T>,
  answer: { readonly resolve: (value: T) => void; readonly reject: (error: unknown) => void },
): Promise<() => void> {
  try {
    const value = await effect();
    return () => answer.resolve(value);
  } catch (error) {
    return () => answer.reject(error);
  }
}
