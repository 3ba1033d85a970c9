import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { Adoption } from '../../api/answers.js';
import { addDays, isoWeekText, mondayOf, weekTitle } from '../../format/windows.js';
import { Button } from '../../ui/button.js';
import type { AdoptionChoices } from './adoption-choices.js';
import styles from '../leaderboards/window-steps.module.css';

interface WeekStepsProps {
  readonly adoption: Adoption | undefined;
  readonly choose: (change: Partial<AdoptionChoices>) => void;
}

/** The week that is shown, the one before it and the one after. */
export function WeekSteps({ adoption, choose }: WeekStepsProps) {
  const monday = adoption === undefined ? null : mondayOf(adoption.week);
  if (adoption === undefined || monday === null) return <span className={styles.title}>&nbsp;</span>;
  const next = addDays(monday, 7);
  return (
    <div className={styles.steps}>
      <span className={styles.title} aria-live="polite">
        {weekTitle(monday)} <span className={styles.zone}>{adoption.tz}</span>
      </span>
      <span className={styles.arrows}>
        <Button aria-label="Previous week" onClick={() => choose({ week: isoWeekText(addDays(monday, -7)) })}>
          <ChevronLeft size={18} aria-hidden />
        </Button>
        <Button
          aria-label="Next week"
          disabled={next.getTime() > Date.parse(adoption.wholeDaysUntil)}
          onClick={() => choose({ week: isoWeekText(next) })}
        >
          <ChevronRight size={18} aria-hidden />
        </Button>
      </span>
    </div>
  );
}
