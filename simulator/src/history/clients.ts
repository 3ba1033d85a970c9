import { IntakeFull, PartlyRecorded, type IntakeAnswer } from '@tallystick/ledger/intake';
import { LedgerUnavailable } from '@tallystick/ledger-store';
import { VaultUnavailable } from '@tallystick/vault';
import type { Model } from '../model/model.js';
import { Violation } from '../model/violation.js';
import type { Instance } from '../world/instance.js';
import { Ended, Life } from '../world/life.js';
import type { World } from '../world/world.js';
import { validUsage, type Usage } from './usage.js';

const TIMEOUT_MS = 30_000;
const MOST_PAUSE_MS = 5_000;
const ANSWERED = new Error('answered');

/** Nobody answered in time: the client does not know what became of its request. */
class TimedOut extends Error {
  override readonly name = 'TimedOut';
}
/** 503 before anything was looked at. */
class NotStarted extends Error {
  override readonly name = 'NotStarted';
}

/** The errors after which a client sends again. Anything else is a fault of the intake. */
const PASSING = [LedgerUnavailable, VaultUnavailable, IntakeFull, TimedOut, NotStarted, Ended];

/** Those who publish over HTTP: they send again, to any instance, whatever is not answered for. */
export class HttpClients {
  readonly #life = new Life('client');
  /** Requests that still want answers. */
  waiting = 0;

  constructor(
    private readonly world: World,
    private readonly model: Model,
    private readonly instances: readonly Instance[],
  ) {}

  send(usages: readonly Usage[]): void {
    for (const usage of usages) this.model.claim(usage);
    this.waiting++;
    this.#untilAnswered(usages)
      .catch((error: unknown) => this.world.fail(error as Error))
      .finally(() => this.waiting--);
  }

  async #untilAnswered(usages: readonly Usage[]): Promise<void> {
    const { scheduler, random, faults } = this.world;
    for (let open = usages; ;) {
      const answers = await this.#ask(random.pick(this.instances), open);
      for (const [at, answer] of answers.entries()) {
        if (answer !== undefined) await this.model.answered(open[at]!, answer);
      }
      open = open.filter((_, at) => answers[at] === undefined);
      if (open.length === 0 || faults.strikes('client gives up')) return;
      await scheduler.sleep(this.#life, random.integer(1, MOST_PAUSE_MS));
    }
  }

  /** The answers so far; undefined where there is none. */
  async #ask(instance: Instance, usages: readonly Usage[]): Promise<readonly (IntakeAnswer | undefined)[]> {
    const { scheduler } = this.world;
    const answered = new AbortController();
    try {
      await scheduler.call(this.#life, `posts ${usages.length} to ${instance.name}`, () => undefined);
      const process = instance.running;
      if (process?.started !== true) throw new NotStarted();
      const tooLong = scheduler.sleep(this.#life, TIMEOUT_MS, answered.signal).then(
        () => Promise.reject(new TimedOut()),
        () => new Promise<never>(() => undefined), // answered
      );
      const items = usages.map((usage) => ({ event: validUsage(usage) }));
      return await Promise.race([process.http.takeHttp(items), process.life.ended, tooLong]);
    } catch (error) {
      if (error instanceof PartlyRecorded) return error.answers;
      if (PASSING.some((kind) => error instanceof kind)) return [];
      throw new Violation('it goes on by itself', `HTTP fails with ${String(error)}`);
    } finally {
      answered.abort(ANSWERED);
    }
  }
}
