import { deadLetterMessage } from '../port/dead-letter-headers.js';
import type { DeadLetter, DeadLetters } from '../port/dead-letters.js';
import type { MemoryBroker } from './memory-broker.js';

/** Dead letters in a topic of a `MemoryBroker`, partition 0. */
export function memoryDeadLetters(broker: MemoryBroker, topic: string, clock: () => number = Date.now): DeadLetters {
  return {
    send(letters: readonly DeadLetter[]) {
      for (const letter of letters) broker.produce(topic, 0, deadLetterMessage(letter, clock(), 'all'));
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}
