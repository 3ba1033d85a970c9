import type { IdentityVault } from '@tallystick/vault';
import type { People } from '../history/people.js';
import type { Standing } from './ledger-view.js';
import { claimOf, type Model } from './model.js';
import { Violation } from './violation.js';

/**
 * What must hold of the ledger alone, at any rest.
 * @param topics how many topics of the same name there were: each begins with offset 0
 * @throws Violation
 */
export function checkLedger(model: Model, topics: number): void {
  checkStreams(model.ledger.events, topics);
  const recorded = new Map<string, Set<number>>();
  for (const event of model.ledger.events) {
    const { key, content, kind, position } = event;
    if (!model.claims.has(claimOf(key, content))) {
      throw new Violation('nothing is made up', `position ${position} holds ${key} with ${content}, never produced`);
    }
    const contents = recorded.get(key) ?? new Set();
    if (kind === 'conflicted' && (contents.size === 0 || (contents.size === 1 && contents.has(content)))) {
      throw new Violation('nothing is made up', `the conflict at ${position} is with nothing before it`);
    }
    if (kind === 'recorded') recorded.set(key, contents.add(content));
    if (position > model.sealedUpTo && model.sealed.has(kind === 'recorded' ? key : claimOf(key, content))) {
      throw new Violation('duplicates stay outside', `${kind} again at ${position}: ${key}`);
    }
  }
}

/** Revisions see to it that a stream has one writer at a time, who knows all that stands there. */
function checkStreams(events: readonly Standing[], topics: number): void {
  for (const [stream, held] of Map.groupBy(events, (event) => event.stream)) {
    const ids = new Set<string>();
    let last = -1n;
    let beginnings = 1;
    for (const { id, kind, position, kafkaOffset } of held) {
      if (ids.has(id)) throw new Violation('one writer a stream', `${stream} holds ${id} again at ${position}`);
      ids.add(id);
      // Read again, what was recorded behind another claim becomes a conflict, once: no way back for what is recorded.
      if (kafkaOffset === undefined || kind === 'conflicted') continue;
      if (kafkaOffset <= last) beginnings++;
      last = kafkaOffset;
    }
    if (beginnings > topics) throw new Violation('one writer a stream', `offsets in ${stream} go back`);
  }
}

/** @throws Violation an actor stands for nobody, or for somebody else */
export async function checkActors(model: Model, vault: IdentityVault, people: People): Promise<void> {
  for (const { key, actor, position } of model.ledger.events) {
    const subject = people.subjectOf(key);
    if (subject !== undefined && people.wasForgotten(subject)) continue;
    const known = await vault.resolve(actor);
    if (known !== subject) {
      throw new Violation('the vault knows each actor', `${actor} at ${position} is ${String(known)}, not ${subject}`);
    }
  }
}
