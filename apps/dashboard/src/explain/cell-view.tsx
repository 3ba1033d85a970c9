import { useState } from 'react';
import { formatAmount, formatCount, formatExactUsd } from '../format/amounts.js';
import { formatInstant } from '../format/times.js';
import { METRIC_MEANINGS, METRIC_NAMES, WINDOW_NAMES } from '../format/names.js';
import { Answered } from '../ui/answered.js';
import { AsOfLine } from '../ui/as-of-line.js';
import { Button } from '../ui/button.js';
import { Skeleton } from '../ui/skeleton.js';
import type { Cell } from './cell.js';
import styles from './cell-view.module.css';
import { ContributionList } from './contribution-list.js';
import { PriceList } from './price-list.js';
import { SumLine } from './sum-line.js';
import { useExplanation } from './use-explanation.js';

/** A number, the events that stand behind it, and their sum, added up here. */
export function CellView({ cell }: { readonly cell: Cell }) {
  const explanation = useExplanation(cell);
  const [addingUp, setAddingUp] = useState(false);
  const addUp = async () => {
    setAddingUp(true);
    for (let page = explanation; page.hasNextPage && !page.isError;) page = await page.fetchNextPage();
    setAddingUp(false);
  };
  return (
    <Answered query={explanation} skeleton={<Skeleton rows={8} />}>
      {({ pages }) => {
        const { value, asOf } = pages[0]!;
        // Each page brings the prices of its own events.
        const prices = [...new Map(pages.flatMap((page) => page.prices).map((each) => [each.position, each])).values()];
        const events = pages.flatMap((page) => page.events);
        return (
          <>
            <section aria-label="The number">
              <p className={styles.value}>
                {cell.metric === 'cost' && value !== null ? formatExactUsd(value) : formatAmount(cell.metric, value)}
              </p>
              <p>
                <b>{METRIC_NAMES[cell.metric]}</b> of {subjectOf(cell)}, {timeOf(cell)}. {METRIC_MEANINGS[cell.metric]}.
              </p>
              <AsOfLine asOf={asOf} />
            </section>
            {prices.length > 0 && <PriceList prices={prices} />}
            <section aria-label="The events behind it">
              <h3>The events behind it</h3>
              <SumLine metric={cell.metric} value={value} events={events} whole={!explanation.hasNextPage} />
              <ContributionList metric={cell.metric} events={events} />
              {explanation.hasNextPage && (
                <p className={styles.more}>
                  <Button onClick={() => void explanation.fetchNextPage()} disabled={explanation.isFetchingNextPage}>
                    Show older ones
                  </Button>
                  <Button onClick={() => void addUp()} disabled={addingUp}>
                    {addingUp ? `Adding up … ${formatCount(events.length)} events` : 'Add up all of them'}
                  </Button>
                </p>
              )}
            </section>
          </>
        );
      }}
    </Answered>
  );
}

function subjectOf({ filter }: Cell): string {
  const stated = Object.entries(filter).map(([name, key]) => {
    const called = name === 'actor' ? 'person' : name;
    return key === null || key === '' ? `no ${called} stated` : `${called} ${key}`;
  });
  return stated.length === 0 ? 'everybody' : stated.join(', ');
}

function timeOf({ time, tz }: Cell): string {
  const zone = tz === undefined ? '' : ` (${tz})`;
  if ('from' in time) return `from ${formatInstant(time.from, tz)} to ${formatInstant(time.to, tz)}${zone}`;
  if (time.window === 'all') return 'all time';
  const window = WINDOW_NAMES[time.window].toLowerCase();
  return time.at === undefined ? `this ${window}${zone}` : `the ${window} of ${time.at}${zone}`;
}
