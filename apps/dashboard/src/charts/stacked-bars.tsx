import { useId } from 'react';
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { formatCompact } from '../format/amounts.js';
import { SeriesPattern } from './series-pattern.js';
import type { BarSeries, Stack } from './stack.js';
import { StackTooltip } from './stack-tooltip.js';

interface StackedBarsProps {
  /** Of each stack, under the axis. */
  readonly ticks: readonly string[];
  /** Of each stack, in full. */
  readonly titles: readonly string[];
  /** Largest first: it stands at the bottom. */
  readonly series: readonly BarSeries[];
  /** The whole chart in one sentence, for those who hear it. */
  readonly summary: string;
}

export default function StackedBars({ ticks, titles, series, summary }: StackedBarsProps) {
  const id = useId();
  const stacks: Stack[] = ticks.map((tick, i) => ({
    tick,
    title: titles[i] ?? tick,
    heights: series.map(({ values }) => Number(values[i] ?? 0n)),
  }));
  return (
    <ResponsiveContainer width="100%" height={320}>
      <BarChart data={stacks} margin={{ top: 8, right: 4, bottom: 0, left: 0 }} barCategoryGap="18%" desc={summary}>
        <defs>
          {series.map(({ look }, index) => (
            <SeriesPattern key={index} id={`${id}-${index}`} look={look} />
          ))}
        </defs>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis dataKey="tick" tickLine={false} axisLine={{ stroke: 'var(--line-strong)' }} minTickGap={16} {...AXIS} />
        <YAxis tickFormatter={formatCompact} tickLine={false} axisLine={false} width={48} {...AXIS} />
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: 'var(--sunken)', fillOpacity: 0.7 }}
          content={({ active, activeIndex }) =>
            active && typeof activeIndex === 'string' ? (
              <StackTooltip index={Number(activeIndex)} stacks={stacks} series={series} />
            ) : null
          }
        />
        {series.map(({ name }, index) => (
          <Bar
            key={name}
            name={name}
            dataKey={(stack: Stack) => stack.heights[index]}
            stackId="all"
            fill={`url(#${id}-${index})`}
            stroke="var(--surface)"
            strokeWidth={1}
            maxBarSize={48}
            isAnimationActive={false}
          />
        ))}
      </BarChart>
    </ResponsiveContainer>
  );
}

const AXIS = { tick: { fill: 'var(--muted)', fontSize: 12 } } as const;
