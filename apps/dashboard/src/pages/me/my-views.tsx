import { Eye } from 'lucide-react';
import type { MyViews as Views } from '../../api/answers.js';
import { usePages } from '../../api/use-answer.js';
import { formatCount } from '../../format/amounts.js';
import { Answered } from '../../ui/answered.js';
import { Badge } from '../../ui/badge.js';
import { Card } from '../../ui/card.js';
import { EmptyState } from '../../ui/empty-state.js';
import { MorePages } from '../../ui/more-pages.js';
import { Moment } from '../../ui/moment.js';
import { Skeleton } from '../../ui/skeleton.js';
import styles from './me.module.css';

const WHAT: Readonly<Record<string, string>> = {
  events: 'my events',
  usage: 'my usage over time',
  explain: 'what stands behind my numbers',
  identity: 'my name',
};

/** Each look is a leaf of the log like any event: it cannot be dropped unseen. */
export function MyViews() {
  const views = usePages<Views>('/v1/me/views', { limit: 20 });
  return (
    <Card title="Who looked at me">
      <Answered query={views} skeleton={<Skeleton rows={3} />}>
        {({ pages }) => {
          const all = pages.flatMap((page) => page.views);
          if (all.length === 0) {
            return (
              <EmptyState icon={Eye} title="Nobody looked at your numbers">
                <p>
                  Whoever asks for one person’s numbers, or for a name, goes on record here before they get an answer.
                </p>
              </EmptyState>
            );
          }
          return (
            <>
              <ol className={styles.views}>
                {all.map(({ position, viewer, what, purpose, recordedAt }) => (
                  <li key={position}>
                    <p>
                      <code>{viewer}</code> looked at {WHAT[what] ?? what}{' '}
                      {purpose === 'not-stated' ? (
                        <Badge tone="warn">no purpose stated</Badge>
                      ) : (
                        <>
                          for <b>{purpose}</b>
                        </>
                      )}
                    </p>
                    <p className={styles.when}>
                      <Moment at={recordedAt} />, on record at position{' '}
                      <b className="number">{formatCount(position)}</b>
                    </p>
                  </li>
                ))}
              </ol>
              {views.hasNextPage && (
                <MorePages more={views.more} loading={views.isFetchingNextPage} failed={views.error !== null} />
              )}
            </>
          );
        }}
      </Answered>
    </Card>
  );
}
