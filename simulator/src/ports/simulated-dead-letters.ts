import { DeadLettersUnavailable, type DeadLetter, type DeadLetters } from '@tallystick/messaging';
import type { Life } from '../world/life.js';
import type { World } from '../world/world.js';

/** One process's producer of dead letters. */
export class SimulatedDeadLetters implements DeadLetters {
  constructor(
    private readonly world: World,
    private readonly life: Life,
  ) {}

  send(letters: readonly DeadLetter[]): Promise<void> {
    const { faults, random, scheduler, deadLetters } = this.world;
    const refused = faults.strikes('dead letters refused');
    const written = refused ? random.integer(0, letters.length - 1) : letters.length;
    const answerLost = !refused && faults.strikes('dead letters answer lost');
    return scheduler.call(this.life, `${letters.length} dead letters`, async () => {
      if (this.world.deadLettersDown) throw new DeadLettersUnavailable('the topic is down');
      await deadLetters.send(letters.slice(0, written));
      if (refused || answerLost) throw new DeadLettersUnavailable(refused ? 'refused' : 'answer lost');
    });
  }

  /** The broker goes on. */
  close(): Promise<void> {
    return Promise.resolve();
  }
}
