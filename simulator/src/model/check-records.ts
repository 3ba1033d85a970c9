import { keyOf } from '../history/usage.js';
import type { Model } from './model.js';
import { Violation } from './violation.js';

/**
 * Every record of Kafka is answered for, and no dead letter is without its cause.
 * @param calm nothing went wrong and one process did it all: then dead letters are those that do not count, no more, no less
 * @throws Violation
 */
export function checkRecords(model: Model, calm: boolean): void {
  for (const record of model.produced) {
    const violation = model.unanswered(record);
    if (violation !== undefined) throw violation;
  }
  for (const [place, codes] of model.deadLetters.codes) {
    const record = model.everProduced.get(place);
    if (record === undefined)
      throw new Violation('dead letters are exact', `a dead letter for ${place}, never produced`);
    for (const code of codes) {
      const wanted = record.usage === undefined ? record.code : 'identity-conflict';
      const caused = record.usage === undefined || isContested(model, keyOf(record.usage.identity));
      if (code !== wanted || !caused) {
        throw new Violation('dead letters are exact', `a dead letter ${code} for ${place} without a cause`);
      }
    }
  }
  if (calm) checkCalmLetters(model);
}

const isContested = (model: Model, key: string): boolean =>
  new Set(model.ledger.of(key).map(({ content }) => content)).size > 1;

function checkCalmLetters(model: Model): void {
  for (const { usage, place } of model.produced) {
    if (usage === undefined) continue;
    const counts = model.ledger.firstOf(keyOf(usage.identity))?.content === usage.content;
    if (counts === model.deadLetters.has(place, 'identity-conflict')) {
      throw new Violation('dead letters are exact', `${place} ${counts ? 'counts, but is' : 'is no'} dead letter`);
    }
  }
}
