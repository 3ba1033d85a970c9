import { CorrectUsage, VoidUsage } from '@tallystick/ledger/intake';
import { Problem } from '@tallystick/platform';
import type { DecisionBook, DecisionRequest } from '../model/decision-book.js';
import { Violation } from '../model/violation.js';
import type { Instance } from '../world/instance.js';
import { Ended, Life } from '../world/life.js';
import type { World } from '../world/world.js';
import { CONTENTS, idOf, keyOf, outputOf, SOURCE } from './usage.js';

/** Few events are decided about, so that decisions meet. */
const MOST_DISPUTED = 5;
const MOST_AT_ONCE = 3;
const MOST_PAUSE_MS = 5_000;
/** After these the same request is sent again. */
const PASSING = ['ledger-unavailable', 'not-caught-up'];

/** Those who correct and void usage events, several at once about the same event. */
export class Deciders {
  readonly #life = new Life('decider');
  #asked = 0;
  /** Requests that still want answers. */
  waiting = 0;

  constructor(
    private readonly world: World,
    private readonly book: DecisionBook,
    private readonly instances: readonly Instance[],
  ) {}

  act(): void {
    const { random, plan } = this.world;
    const identity = random.integer(0, Math.min(MOST_DISPUTED, plan.identities) - 1);
    for (let requests = random.integer(1, MOST_AT_ONCE); requests > 0; requests--) this.#decideAbout(identity);
  }

  #decideAbout(identity: number): void {
    const { random, faults } = this.world;
    const number = ++this.#asked;
    this.#send({
      reason: `request ${number}`,
      key: keyOf(identity),
      identity,
      content: random.chance(0.15) ? undefined : random.integer(1, 2 * CONTENTS),
      idempotencyKey: faults.strikes('decision without a key') ? undefined : `key-${number}`,
    });
  }

  #send(request: DecisionRequest): void {
    this.world.trace.note('deciders', `${request.reason}: ${request.identity}=${request.content ?? 'void'}`);
    this.book.ask(request);
    this.waiting++;
    this.#untilAnswered(request)
      .catch((error: unknown) => this.world.fail(error as Error))
      .finally(() => this.waiting--);
  }

  async #untilAnswered(request: DecisionRequest): Promise<void> {
    const { scheduler, random, faults } = this.world;
    while (!(await this.#ask(random.pick(this.instances), request))) {
      if (faults.strikes('client gives up')) return;
      await scheduler.sleep(this.#life, random.integer(1, MOST_PAUSE_MS));
    }
  }

  /** True when it was answered, with a decision or a refusal. */
  async #ask(instance: Instance, request: DecisionRequest): Promise<boolean> {
    await this.world.scheduler.call(this.#life, `asks ${instance.name} for ${request.reason}`, () => undefined);
    const process = instance.running;
    if (process?.started !== true) return false;
    try {
      const { position } = await Promise.race([this.#execute(process, request), process.life.ended]);
      await this.book.taken(request, position);
      return true;
    } catch (error) {
      if (error instanceof Ended || (error instanceof Problem && PASSING.includes(error.code))) return false;
      if (!(error instanceof Problem) || error.code === 'identity-conflict') {
        if (error instanceof Violation) throw error;
        throw new Violation('it goes on by itself', `a decision fails with ${String(error)}`);
      }
      await this.book.refused(request, error.code);
      return true;
    }
  }

  #execute(
    { corrections, voids }: NonNullable<Instance['running']>,
    { identity, content, reason, idempotencyKey }: DecisionRequest,
  ): ReturnType<typeof corrections.execute> {
    const context = { caller: 'local', idempotencyKey };
    const about = { source: SOURCE, id: idOf(identity), reason };
    if (content === undefined) return voids.execute(new VoidUsage(about, context));
    const tokens = { input: content, output: outputOf(identity), cacheRead: 0, cacheWrite: 0, reasoning: 0 };
    return corrections.execute(new CorrectUsage({ ...about, tokens }, context));
  }
}
