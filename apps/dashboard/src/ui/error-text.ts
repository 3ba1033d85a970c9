import { ApiProblem, Unreachable } from '../api/problem.js';

export interface ErrorText {
  readonly title: string;
  /** What happened, in the service's own words where it has some. */
  readonly detail: string;
  readonly code: string | null;
  readonly whatToDo: string;
}

const ADVICE: Readonly<Record<string, string>> = {
  'invalid-query': 'Change the choice named above; the address of this page may have been edited.',
  unauthenticated: 'Sign in with a key that is known here.',
  forbidden: 'What is recorded of you always stands under “Me”; for more, ask whoever runs this service.',
  'group-too-small': 'Choose a wider window or a larger group: few people must not be told apart by their sums.',
  'not-found': 'Check what was asked for; it may never have been recorded.',
  'not-caught-up': 'Wait a moment: the projector is folding the ledger. The System page shows how far it is.',
  'ledger-unavailable': 'Wait a moment: the ledger is away, and nothing is shown that it could not record.',
};

/** Where the service's title speaks of the caller, and whoever reads it is the caller. */
const TITLES: Readonly<Record<string, string>> = {
  forbidden: 'This is not shown to you',
  unauthenticated: 'Nobody is known by this key',
};

export function errorText(error: Error): ErrorText {
  if (error instanceof ApiProblem) {
    const detail = error.field === null ? error.detail : `${error.detail} (${error.field})`;
    const fallback = error.status >= 500 ? 'Try again in a moment.' : 'Try another choice.';
    const title = TITLES[error.code] ?? error.title;
    return { title, detail, code: error.code, whatToDo: ADVICE[error.code] ?? fallback };
  }
  if (error instanceof Unreachable) {
    return {
      title: 'The projector does not answer',
      detail: error.message,
      code: null,
      whatToDo: 'Check that it runs (npm start) and that the network is there. This page goes on by itself.',
    };
  }
  return {
    title: 'This page could not be drawn',
    detail: error.message,
    code: null,
    whatToDo: 'Reload it; if that does not help, this is a fault of the dashboard: please report it.',
  };
}
