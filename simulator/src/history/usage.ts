import { validateUsageEvent, type UsageEvent } from '@tallystick/events';
import { createHash } from 'node:crypto';

/** A usage event as the model knows it. Same identity and other content: a conflict. */
export interface Usage {
  readonly identity: number;
  /** 1, 2 or 3; stands as `tokens.input`. */
  readonly content: number;
}

export const CONTENTS = 3;
const SUBJECTS = 4;
const DAYS = 3;
export const SOURCE = 'urn:simulator';
/** Well before the simulated clock. */
const FIRST_DAY_MS = Date.UTC(2026, 4, 10, 8);
const DAY_MS = 86_400_000;

export const subjectOf = (identity: number): string => `person-${identity % SUBJECTS}@example.org`;
export const dayOf = (identity: number): string => timeOf(identity).slice(0, 10);
export const idOf = (identity: number): string => `usage-${identity}`;

/** base64url(SHA-256(source 00 id)), by the contract's words and not by the code under test. */
export const keyOf = cached((identity: number) =>
  createHash('sha256')
    .update(`${SOURCE}\0${idOf(identity)}`)
    .digest('base64url'),
);

/** The event as it is published: a structured CloudEvent. */
export const publishedBytes = cachedUsage((usage) => Buffer.from(JSON.stringify(candidate(usage))));

/** The event as HTTP hands it to the intake. */
export const validUsage = cachedUsage((usage): UsageEvent => {
  const verdict = validateUsageEvent(candidate(usage), FIRST_DAY_MS + (DAYS + 1) * DAY_MS);
  if (!verdict.ok) throw new Error(`the simulator's event is not valid: ${verdict.fault.detail}`);
  return verdict.event;
});

function candidate({ identity, content }: Usage): Record<string, unknown> {
  return {
    specversion: '1.0',
    type: 'tallystick.usage.reported.v1',
    source: SOURCE,
    id: idOf(identity),
    time: timeOf(identity),
    subject: subjectOf(identity),
    data: { provider: 'simulated', model: 'simulated-1', tokens: { input: content, output: outputOf(identity) } },
  };
}

const timeOf = (identity: number): string =>
  new Date(FIRST_DAY_MS + (identity % DAYS) * DAY_MS).toISOString().replace('.000', '');

/** Different for each identity, so that sums tell them apart. */
export const outputOf = (identity: number): number => (identity + 1) * 10;

function cached<T>(make: (identity: number) => T): (identity: number) => T {
  const made = new Map<number, T>();
  return (identity) => {
    const known = made.get(identity) ?? make(identity);
    made.set(identity, known);
    return known;
  };
}

function cachedUsage<T>(make: (usage: Usage) => T): (usage: Usage) => T {
  const byNumber = cached((number) =>
    make({ identity: Math.floor(number / (CONTENTS + 1)), content: number % (CONTENTS + 1) }),
  );
  return ({ identity, content }) => byNumber(identity * (CONTENTS + 1) + content);
}
