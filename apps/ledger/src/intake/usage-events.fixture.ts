import { validateUsageEvent, type UsageEvent } from '@tallystick/events';

/** A valid usage event for tests; `id` is its identity under the fixture's one source. */
export function usageEvent(
  id: string,
  overrides: { subject?: string; input?: number; source?: string } = {},
): UsageEvent {
  const verdict = validateUsageEvent(usageCandidate(id, overrides), Date.UTC(2026, 4, 20));
  if (!verdict.ok) throw new Error(`the fixture is not valid: ${verdict.fault.code} ${verdict.fault.detail}`);
  return verdict.event;
}

/** The same as the CloudEvent that a publisher sends. */
export function usageCandidate(
  id: string,
  overrides: { subject?: string; input?: number; source?: string } = {},
): Record<string, unknown> {
  return {
    specversion: '1.0',
    type: 'tallystick.usage.reported.v1',
    source: overrides.source ?? 'urn:test:intake',
    id,
    time: '2026-05-19T08:00:00Z',
    subject: overrides.subject ?? 'ada@example.org',
    data: { provider: 'anthropic', model: 'claude-sonnet-4-5', tokens: { input: overrides.input ?? 10 } },
  };
}
