/** A JSON object under construction. */
export type Json = Record<string, unknown>;

/** A sound event with every field of the contract; a fresh one each time. */
export function soundUsageEvent(): Json {
  return {
    specversion: '1.0',
    type: 'tallystick.usage.reported.v1',
    source: 'urn:tallystick:gateway:7f3a',
    id: 'evt-1',
    time: '2026-05-18T09:30:00Z',
    subject: 'person@made-up.example',
    datacontenttype: 'application/json',
    data: {
      provider: 'anthropic',
      model: 'claude-sonnet-4-5',
      tokens: { input: 812, output: 240, cacheRead: 15000, cacheWrite: 0, reasoning: 0 },
      team: 'payments',
      project: 'checkout',
      activity: 'agent',
      agent: 'claude-code/2.1',
      session: 's-81f2',
      automation: 'nightly-refactor',
      reportedCostUsd: '0.01234',
    },
  };
}
/** When that event arrived: a second after it happened. */
export const SOUND_ARRIVAL_MS = Date.UTC(2026, 4, 18, 9, 30, 1);
