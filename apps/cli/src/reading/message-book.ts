import { CliFailure } from '../failure.js';
import type { Place } from './usage-reading.js';
import type { TranscriptUsage } from './transcript-line.js';

/** About 300 bytes each: more than this is no single person's history. */
const MAX_MESSAGES = 2_000_000;

/** One message as told by its best line so far. */
export interface Message extends TranscriptUsage {
  readonly place: Place;
}

/**
 * Brings the repetitions of a message together, over all lines and files: the line with the most output tokens counts,
 * then the latest; of two that agree in both, the one met first. A message is known to be complete once any of its
 * lines shows how it stopped: earlier, its counters may still grow.
 */
export class MessageBook {
  private readonly messages = new Map<string, Message>();
  private readonly texts = new Map<string, string>();

  add(usage: TranscriptUsage, place: Place): void {
    const known = this.messages.get(usage.key);
    if (known === undefined) {
      if (this.messages.size >= MAX_MESSAGES) {
        throw new CliFailure(`more than ${MAX_MESSAGES} messages: import the folders one by one`);
      }
      this.messages.set(usage.key, this.kept(usage, place, usage.stopped));
    } else if (isBetter(usage, known)) {
      this.messages.set(usage.key, this.kept({ ...usage, key: known.key }, place, known.stopped || usage.stopped));
    } else if (usage.stopped && !known.stopped) {
      this.messages.set(usage.key, { ...known, stopped: true });
    }
  }

  all(): IterableIterator<Message> {
    return this.messages.values();
  }

  /** Versions, sessions, models and folders repeat in every line: one copy of each text is kept. */
  private kept(usage: TranscriptUsage, place: Place, stopped: boolean): Message {
    return {
      ...usage,
      stopped,
      model: this.one(usage.model),
      version: usage.version === null ? null : this.one(usage.version),
      session: usage.session === null ? null : this.one(usage.session),
      project: usage.project === null ? null : this.one(usage.project),
      place,
    };
  }

  private one(text: string): string {
    const known = this.texts.get(text);
    if (known !== undefined) return known;
    this.texts.set(text, text);
    return text;
  }
}

function isBetter(one: TranscriptUsage, other: TranscriptUsage): boolean {
  return one.output > other.output || (one.output === other.output && one.timeMs > other.timeMs);
}
