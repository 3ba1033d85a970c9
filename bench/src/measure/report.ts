import Table from 'cli-table3';
import type { Machine } from './machine.js';

/** One line of the bench's table. A figure stands beside the floor that was measured in the same run. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly floor?: { readonly what: string; readonly value: number };
  /** What the project wants: a ratio to the floor, or a bound on the value. Absent: nothing, it is there to be seen. */
  readonly target?: { readonly kind: 'ratio' | 'at-most' | 'at-least'; readonly value: number };
  readonly note?: string;
}

export const ratioOf = (figure: Figure): number | null => (figure.floor ? figure.value / figure.floor.value : null);

/** null: nothing was wanted. */
export function reached(figure: Figure): boolean | null {
  if (figure.target === undefined) return null;
  const { kind, value } = figure.target;
  if (kind === 'ratio') return (ratioOf(figure) ?? 0) >= value;
  return kind === 'at-most' ? figure.value <= value : figure.value >= value;
}

const number = (value: number) =>
  value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3).replace(/\.?0+$/, '');

function wantedOf({ target }: Figure): string {
  if (target === undefined) return '';
  const { kind, value } = target;
  return { ratio: `ratio >= ${value}`, 'at-most': `<= ${number(value)}`, 'at-least': `>= ${number(value)}` }[kind];
}

export function printTable(figures: readonly Figure[]): void {
  const table = new Table({ head: ['what', 'value', 'floor', 'ratio', 'wanted', ''], style: { head: [], border: [] } });
  for (const figure of figures) {
    table.push([
      figure.note ? `${figure.name}\n  ${figure.note}` : figure.name,
      `${number(figure.value)} ${figure.unit}`,
      figure.floor ? `${number(figure.floor.value)}\n(${figure.floor.what})` : '',
      ratioOf(figure)?.toFixed(2) ?? '',
      wantedOf(figure),
      { true: 'reached', false: 'MISSED', null: '' }[`${reached(figure)}`],
    ]);
  }
  console.error(table.toString());
}

export function asJson(machine: Machine, payload: object, figures: readonly Figure[]) {
  return { machine, payload, figures: figures.map((f) => ({ ...f, ratio: ratioOf(f), reached: reached(f) })) };
}
