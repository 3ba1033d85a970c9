import { BUCKETS, WINDOWS, type OwnWindow, type Window } from '../../api/answers.js';
import { useExplain } from '../../explain/explain-context.js';
import { formatCount } from '../../format/amounts.js';
import { BUCKET_NAMES } from '../../format/names.js';
import { Card } from '../../ui/card.js';
import { Changing } from '../../ui/changing.js';
import { WideTable } from '../../ui/wide-table.js';
import styles from './me.module.css';

const NAMES: Readonly<Record<Window, string>> = {
  day: 'Today',
  week: 'This week',
  month: 'This month',
  quarter: 'This quarter',
  year: 'This year',
  all: 'All time',
};

/** Shortest first. */
const inOrder = (windows: readonly OwnWindow[]): OwnWindow[] =>
  WINDOWS.flatMap((window) => windows.filter((each) => each.window === window));

interface MyNumbersProps {
  readonly actor: string;
  readonly windows: readonly OwnWindow[];
}

export function MyNumbers({ actor, windows }: MyNumbersProps) {
  const { openExplain } = useExplain();
  return (
    <Card title="What I used" tools={<code title="You are recorded under this pseudonym">{actor}</code>}>
      <WideTable label="My numbers by window">
        <thead>
          <tr>
            <th scope="col">Window</th>
            <th scope="col" data-number>
              Tokens
            </th>
            <th scope="col" data-number>
              Rank
            </th>
            {BUCKETS.map((bucket) => (
              <th scope="col" key={bucket} data-number>
                {BUCKET_NAMES[bucket]}
              </th>
            ))}
            <th scope="col" data-number>
              Events
            </th>
            <th scope="col" data-number>
              Active days
            </th>
          </tr>
        </thead>
        <tbody>
          {inOrder(windows).map(({ window, total, tokens, events, activeDays, rank }) => (
            <tr key={window}>
              <th scope="row">{NAMES[window]}</th>
              <td data-number>
                <button
                  type="button"
                  onClick={() => openExplain({ filter: { actor }, metric: 'tokens', time: { window }, value: total })}
                >
                  <Changing text={formatCount(total)} />
                </button>
              </td>
              <td data-number>{rank === null ? '–' : formatCount(rank)}</td>
              {BUCKETS.map((bucket) => (
                <td key={bucket} data-number>
                  {formatCount(tokens[bucket])}
                </td>
              ))}
              <td data-number>{formatCount(events)}</td>
              <td data-number>{formatCount(activeDays)}</td>
            </tr>
          ))}
        </tbody>
      </WideTable>
      <p className={styles.note}>A rank shows where the policy lets people be compared.</p>
    </Card>
  );
}
