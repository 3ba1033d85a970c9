import { useSyncExternalStore } from 'react';
import type { AsOf } from '../api/answers.js';

/**
 * `live`: messages come in; `asking`: there are none to be had, so the page asks again and again; `away`: nobody
 * answers.
 */
export type LiveMode = 'connecting' | 'live' | 'asking' | 'away';

export interface LiveState {
  readonly mode: LiveMode;
  /** The latest ledger position that any answer was true for. */
  readonly asOf: AsOf | null;
}

const NOTHING: LiveState = { mode: 'connecting', asOf: null };
let state = NOTHING;
const listeners = new Set<() => void>();

function become(next: LiveState): void {
  state = next;
  for (const listener of listeners) listener();
}

export function sawMode(mode: LiveMode): void {
  if (mode !== state.mode) become({ ...state, mode });
}

export function sawAsOf(asOf: AsOf): void {
  if (state.asOf === null || isLater(asOf.position, state.asOf.position)) become({ ...state, asOf });
}

/** Positions are ordered as integers of any size; one of a ledger begun anew may be lower, and is shown at the next load. */
const isLater = (one: string, other: string): boolean => BigInt(one) > BigInt(other);

/** Somebody else looks from now on. */
export const sawNothing = (): void => become(NOTHING);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useLiveState = (): LiveState => useSyncExternalStore(subscribe, () => state);
