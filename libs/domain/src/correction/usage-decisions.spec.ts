import { describe, expect, it } from '@jest/globals';
import { USAGE_CORRECTED, USAGE_VOIDED, type CorrectedAttributes, type TokenBuckets } from '@tallystick/events';
import fc from 'fast-check';
import { decideCorrection } from './decide-correction.js';
import { decideVoid } from './decide-void.js';
import { evolveUsage } from './evolve-usage.js';
import { recordedUsage, UNKNOWN_USAGE, type KnownUsageState, type UsageState } from './usage-state.js';

const tokens = (input: number): TokenBuckets => ({ input, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 });
const recorded = recordedUsage({ provider: 'p', model: 'm', team: 'a', tokens: tokens(5) });
const by = { eventKey: 'k', reason: 'because', author: 'p_1' };
const correct = (state: UsageState, change: { tokens?: TokenBuckets; attributes?: CorrectedAttributes }) =>
  decideCorrection(state, { ...by, ...change });

/** Decides and evolves; fails the test when refused. */
function after(
  state: UsageState,
  change: { tokens?: TokenBuckets; attributes?: CorrectedAttributes },
): KnownUsageState {
  const decision = correct(state, change);
  if (!decision.decided) throw new Error(decision.code);
  return evolveUsage(state, decision.event, 7n) as KnownUsageState;
}
const voided = evolveUsage(recorded, { type: USAGE_VOIDED, data: by }, 9n);

describe('what a recorded event says at first', () => {
  it('is what stands in the ledger, with null for what it does not state', () => {
    expect(recorded).toEqual({
      status: 'counted',
      tokens: tokens(5),
      attributes: {
        ...{ provider: 'p', model: 'm', team: 'a', project: null, activity: null },
        ...{ agent: null, session: null, automation: null, reportedCostUsd: null },
      },
      voidedAt: null,
    });
  });
});

describe('a correction', () => {
  it('of an event that nobody recorded is refused', () => {
    expect(correct(UNKNOWN_USAGE, { tokens: tokens(1) })).toMatchObject({ decided: false, code: 'not-found' });
  });

  it('replaces what it names and leaves the rest', () => {
    const moved = after(recorded, { attributes: { team: 'b', project: 'x' } });
    expect(moved).toMatchObject({ status: 'corrected', tokens: tokens(5) });
    expect(moved.attributes).toMatchObject({ team: 'b', project: 'x', model: 'm' });
    const counted = after(moved, { tokens: tokens(6) });
    expect(counted).toMatchObject({ tokens: tokens(6), attributes: { team: 'b' } });
  });

  it('is replaced by a later one, which may also bring the first state back', () => {
    const wrong = after(recorded, { tokens: tokens(6), attributes: { team: null } });
    expect(wrong.attributes.team).toBeNull();
    expect(after(wrong, { tokens: tokens(5), attributes: { team: 'a' } })).toMatchObject({
      status: 'corrected',
      tokens: tokens(5),
      attributes: { team: 'a' },
    });
  });

  it.each<[string, { tokens?: TokenBuckets; attributes?: CorrectedAttributes }]>([
    ['the same tokens', { tokens: tokens(5) }],
    ['the same attributes', { attributes: { team: 'a', model: 'm', agent: null } }],
    ['both the same', { tokens: tokens(5), attributes: { team: 'a' } }],
    ['no attribute', { attributes: {} }],
  ])('to %s is no change', (_, change) => {
    expect(correct(recorded, change)).toMatchObject({ decided: false, code: 'not-a-change' });
  });

  it('is held against how the event stands now, not against what was recorded', () => {
    const moved = after(recorded, { attributes: { team: 'b' } });
    expect(correct(moved, { attributes: { team: 'b' } })).toMatchObject({ code: 'not-a-change' });
    expect(correct(moved, { attributes: { team: 'a' } })).toMatchObject({ decided: true });
  });

  it('carries exactly what was asked for', () => {
    const change = { tokens: tokens(8), attributes: { team: 'a' } };
    expect(correct(recorded, change)).toEqual({
      decided: true,
      event: { type: 'UsageCorrected', data: { ...by, ...change } },
    });
  });

  it('of a voided event is refused, whatever it says', () => {
    expect(correct(voided, { tokens: tokens(1) })).toMatchObject({
      code: 'already-voided',
      detail: 'the event was voided at position 9: nothing more can be corrected',
    });
    expect(correct(voided, { tokens: tokens(5) })).toMatchObject({ code: 'already-voided' });
  });
});

describe('a void', () => {
  it('takes a recorded or a corrected event out, once', () => {
    expect(decideVoid(recorded, by)).toEqual({ decided: true, event: { type: 'UsageVoided', data: by } });
    expect(decideVoid(after(recorded, { tokens: tokens(6) }), by)).toMatchObject({ decided: true });
    expect(decideVoid(voided, by)).toMatchObject({
      code: 'already-voided',
      detail: 'the event was voided at position 9',
    });
    expect(decideVoid(UNKNOWN_USAGE, by)).toMatchObject({ code: 'not-found' });
  });
});

describe('a ledger by another hand', () => {
  it('has decisions without effect, which leave the state as it is', () => {
    const correction = { type: USAGE_CORRECTED, data: { ...by, tokens: tokens(1) } } as const;
    expect(evolveUsage(UNKNOWN_USAGE, correction, 1n)).toBe(UNKNOWN_USAGE);
    expect(evolveUsage(voided, correction, 10n)).toBe(voided);
    expect(evolveUsage(voided, { type: USAGE_VOIDED, data: by }, 10n)).toBe(voided);
  });

  it('never gets an event that counts out of one that is voided, in any order of decisions', () => {
    const decision = fc.oneof(
      fc.constant({ type: USAGE_VOIDED, data: by } as const),
      fc.nat(9).map((input) => ({ type: USAGE_CORRECTED, data: { ...by, tokens: tokens(input) } }) as const),
    );
    fc.assert(
      fc.property(fc.array(decision, { maxLength: 8 }), (decisions) => {
        const end = decisions.reduce<UsageState>((state, next, at) => evolveUsage(state, next, BigInt(at)), recorded);
        const firstVoid = decisions.findIndex(({ type }) => type === USAGE_VOIDED);
        const until = firstVoid < 0 ? decisions : decisions.slice(0, firstVoid);
        const last = until.findLast((one) => one.type === USAGE_CORRECTED);
        expect(end).toMatchObject({
          status: firstVoid >= 0 ? 'voided' : until.length > 0 ? 'corrected' : 'counted',
          tokens: last?.type === USAGE_CORRECTED ? last.data.tokens : tokens(5),
          voidedAt: firstVoid < 0 ? null : BigInt(firstVoid),
        });
      }),
    );
  });
});
