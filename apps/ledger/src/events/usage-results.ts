import type { UsageFault } from '@tallystick/events';
import type { Position } from '@tallystick/ledger-store';

/** One result of `POST /v1/events`; contracts.md. Members in this order. */
export type UsageResult =
  | {
      readonly status: 'recorded' | 'duplicate';
      readonly id: string;
      readonly source: string;
      readonly position: string;
    }
  | {
      readonly status: 'rejected';
      readonly id: string | null;
      readonly source: string | null;
      readonly error: UsageError;
    };

export interface UsageError {
  readonly code: UsageFault['code'] | 'forbidden' | 'identity-conflict' | 'ledger-unavailable';
  readonly detail: string;
  readonly field?: string;
}

export const answered = (
  status: 'recorded' | 'duplicate',
  id: string,
  source: string,
  position: Position,
): UsageResult => ({ status, id, source, position: position.toString() });

export const rejected = (id: string | null, source: string | null, error: UsageError): UsageResult => ({
  status: 'rejected',
  id,
  source,
  error,
});
