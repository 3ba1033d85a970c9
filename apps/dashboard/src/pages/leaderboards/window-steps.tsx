import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { Leaderboard } from '../../api/answers.js';
import { dateAfter, dateBefore, windowTitle } from '../../format/windows.js';
import { useNow } from '../../live/use-now.js';
import { Button } from '../../ui/button.js';
import type { BoardChoices } from './board-choices.js';
import styles from './window-steps.module.css';

interface WindowStepsProps {
  /** undefined: not known yet which window it is. */
  readonly board: Leaderboard | undefined;
  readonly choose: (change: Partial<BoardChoices>) => void;
}

/** The window that is shown, the one before it and the one after. */
export function WindowSteps({ board, choose }: WindowStepsProps) {
  const nowMs = useNow(60_000);
  if (board === undefined) return <span className={styles.title}>&nbsp;</span>;
  const { window, from, to, tz } = board;
  const next = to === null ? null : dateAfter(to, nowMs);
  return (
    <div className={styles.steps}>
      <span className={styles.title} aria-live="polite">
        {windowTitle(window, from, to)} <span className={styles.zone}>{tz}</span>
      </span>
      {from !== null && to !== null && (
        <span className={styles.arrows}>
          <Button aria-label={`Previous ${window}`} onClick={() => choose({ at: dateBefore(from) })}>
            <ChevronLeft size={18} aria-hidden />
          </Button>
          <Button aria-label={`Next ${window}`} disabled={next === null} onClick={() => choose({ at: next })}>
            <ChevronRight size={18} aria-hidden />
          </Button>
          {Date.parse(to) <= nowMs && (
            <Button look="quiet" onClick={() => choose({ at: null })}>
              Now
            </Button>
          )}
        </span>
      )}
    </div>
  );
}
