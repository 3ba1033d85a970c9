import { Download } from '../../exports/download.js';
import { MadeUpNote } from '../../made-up/made-up-note.js';
import { useMadeUpShare } from '../../made-up/use-made-up.js';
import { Answered } from '../../ui/answered.js';
import { AsOfLine } from '../../ui/as-of-line.js';
import { Card } from '../../ui/card.js';
import { MorePages } from '../../ui/more-pages.js';
import { NothingOfYou } from '../../ui/nothing-of-you.js';
import { PageHeader } from '../../ui/page-header.js';
import { Skeleton } from '../../ui/skeleton.js';
import { useChoices } from '../../url/use-choices.js';
import { Events } from './events.js';
import styles from './events-page.module.css';
import { TRAIL_CHOICES, useTrail } from './trail-choices.js';
import { TrailFilters } from './trail-filters.js';

const NONE = Object.fromEntries(Object.keys(TRAIL_CHOICES).map((name) => [name, null]));

export function EventsPage() {
  const [chosen, choose] = useChoices(TRAIL_CHOICES);
  const { trail, asked, seesAll, nobody } = useTrail(chosen);
  const madeUp = useMadeUpShare();
  return (
    <>
      <PageHeader
        title="Events"
        lead={`The audit trail: everything that was ever recorded${seesAll ? '' : ' of you'}, newest first, with what was decided about it since.`}
      />
      <TrailFilters key={JSON.stringify(chosen)} chosen={chosen} choose={choose} ofPeople={seesAll} />
      <MadeUpNote share={madeUp} />
      <Card
        title={seesAll ? 'Newest first' : 'Your own events, newest first'}
        tools={<Download table="usage" parameters={asked} />}
        stale={trail.isPlaceholderData}
      >
        {nobody ? (
          <NothingOfYou signedIn />
        ) : (
          <Answered query={trail} skeleton={<Skeleton rows={8} height={64} />}>
            {({ pages }) => (
              <>
                <Events pages={pages} labelMadeUp={madeUp < 1} onAll={() => choose(NONE)} />
                <div className={styles.foot}>
                  {trail.hasNextPage && (
                    <MorePages more={trail.more} loading={trail.isFetchingNextPage} failed={trail.error !== null} />
                  )}
                  <AsOfLine asOf={pages[0]!.asOf} />
                </div>
              </>
            )}
          </Answered>
        )}
      </Card>
    </>
  );
}
