import { formatShare } from '../../format/amounts.js';
import { MadeUpNote } from '../../made-up/made-up-note.js';
import { useMadeUpShare } from '../../made-up/use-made-up.js';
import { PolicyNote } from '../../policy/policy-note.js';
import { Answered } from '../../ui/answered.js';
import { AsOfLine } from '../../ui/as-of-line.js';
import { Card } from '../../ui/card.js';
import { PageHeader } from '../../ui/page-header.js';
import { SelectField } from '../../ui/select-field.js';
import { Skeleton } from '../../ui/skeleton.js';
import { Toolbar } from '../../ui/toolbar.js';
import { WholeDays } from '../../ui/whole-days.js';
import { useChoices } from '../../url/use-choices.js';
import { ADOPTION_CHOICES, TARGETS, useAdoption } from './adoption-choices.js';
import styles from './adoption-page.module.css';
import { AdoptionTeams } from './adoption-teams.js';
import { WeekSteps } from './week-steps.js';

export function AdoptionPage() {
  const [chosen, choose] = useChoices(ADOPTION_CHOICES);
  const adoption = useAdoption(chosen);
  const madeUp = useMadeUpShare();
  return (
    <>
      <PageHeader
        title="Adoption"
        lead="How many people of each team used tokens in a week, against its roster; never who."
      />
      <Toolbar label="What to show">
        <SelectField label="Target line" value={chosen.target} onChange={(target) => choose({ target })}>
          {TARGETS.map((target) => (
            <option key={target} value={target}>
              {formatShare(Number(target) / 100)}
            </option>
          ))}
        </SelectField>
      </Toolbar>
      <MadeUpNote share={madeUp} />
      <Card
        title="Active people by team"
        tools={<WeekSteps adoption={adoption.isPlaceholderData ? undefined : adoption.data} choose={choose} />}
        stale={adoption.isPlaceholderData}
      >
        <Answered query={adoption} skeleton={<Skeleton rows={8} height={56} />}>
          {(answer) => (
            <>
              <AdoptionTeams adoption={answer} />
              <div className={styles.foot}>
                <WholeDays until={answer.wholeDaysUntil} />
                <AsOfLine asOf={answer.asOf} />
                <PolicyNote policy={answer.policy} />
              </div>
            </>
          )}
        </Answered>
      </Card>
    </>
  );
}
