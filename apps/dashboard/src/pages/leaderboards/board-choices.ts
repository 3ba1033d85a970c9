import { METRICS, SUBJECTS, WINDOWS, type Leaderboard } from '../../api/answers.js';
import type { Parameters } from '../../api/client.js';
import { usePages } from '../../api/use-answer.js';
import { oneOf, optionalDate, optionalZone, type Chosen } from '../../url/search-state.js';

export const BOARD_CHOICES = {
  subject: oneOf(SUBJECTS, 'teams'),
  metric: oneOf(METRICS, 'tokens'),
  window: oneOf(WINDOWS, 'week'),
  /** A date inside the window; null: now. */
  at: optionalDate,
  tz: optionalZone,
};
export type BoardChoices = Chosen<typeof BOARD_CHOICES>;

const PAGE_SIZE = 50;
/** A cursor holds for 60 s; the rest is for the way there. */
const CURSOR_HOLDS_MS = 50_000;

/** A name that was withdrawn, or forgotten, must not stay on a screen that nobody touches. */
const NAMES_HOLD_MS = 15_000;

export function useBoard({ subject, metric, window, at, tz }: BoardChoices) {
  const parameters: Parameters = { metric, window, at: window === 'all' ? null : at, tz, limit: PAGE_SIZE };
  return usePages<Leaderboard>(`/v1/leaderboards/${subject}`, parameters, {
    cursorHoldsMs: CURSOR_HOLDS_MS,
    againAfterMs: (pages) => (pages.some(showsNames) ? NAMES_HOLD_MS : null),
  });
}

const showsNames = ({ rows }: Leaderboard): boolean => rows.some(({ name }) => name !== undefined);
