import { mayExplain, useCaller } from '../../api/use-caller.js';
import { useExplain } from '../../explain/explain-context.js';
import { formatCount } from '../../format/amounts.js';
import { granuleTitle } from '../../format/granules.js';
import { WideTable } from '../../ui/wide-table.js';
import { cellOf } from './cell-of.js';
import { seriesName } from './series-name.js';
import type { UsageShown } from './usage-shown.js';

/** The chart's numbers, to the token, newest first. */
export function UsageTable({ chosen, usage, granularity, zone }: UsageShown) {
  const { openExplain } = useExplain();
  const known = useCaller();
  // Below auditor, nothing cannot be told from what may not be told.
  const nothing = (known?.minGroup ?? null) === null ? '0' : '–';
  const show = (value: bigint) => (value === 0n ? nothing : formatCount(String(value)));
  const rows = usage.starts.map((start, index) => ({ start, index })).reverse();
  return (
    <WideTable label="Usage over time">
      <thead>
        <tr>
          <th scope="col">From</th>
          {usage.series.map((series) => (
            <th scope="col" key={`${series.rest}${series.key}`} data-number>
              {seriesName(chosen.by, series)}
            </th>
          ))}
          <th scope="col" data-number>
            Total
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ start, index }) => (
          <tr key={start}>
            <th scope="row">{granuleTitle(granularity, start, zone)}</th>
            {usage.series.map((series) => {
              const value = series.values[index]!;
              const cell = cellOf(chosen, granularity, zone, start, series, value);
              return (
                <td key={`${series.rest}${series.key}`} data-number>
                  {cell === null || value === 0n || !mayExplain(known, cell.filter) ? (
                    show(value)
                  ) : (
                    <button type="button" onClick={() => openExplain(cell)}>
                      {formatCount(String(value))}
                    </button>
                  )}
                </td>
              );
            })}
            <td data-number>
              <b>{show(usage.series.reduce((sum, { values }) => sum + values[index]!, 0n))}</b>
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Total</th>
          {usage.series.map((series) => (
            <td key={`${series.rest}${series.key}`} data-number>
              {formatCount(String(series.total))}
            </td>
          ))}
          <td data-number>{formatCount(String(usage.total))}</td>
        </tr>
      </tfoot>
    </WideTable>
  );
}
