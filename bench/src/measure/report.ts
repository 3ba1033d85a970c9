import Table from 'cli-table3';
import type { Machine } from './machine.js';

/** One line of the bench's table. A figure stands beside the floor that was measured in the same run. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly floor?: { readonly what: string; readonly value: number };
  /** What the project wants: a ratio to the floor, or a bound on the value. */
  readonly target: { readonly kind: 'ratio' | 'at-most' | 'at-least'; readonly value: number };
  readonly note?: string;
}

export const ratioOf = (figure: Figure): number | null => (figure.floor ? figure.value / figure.floor.value : null);

export function reached(figure: Figure): boolean {
  const { kind, value } = figure.target;
  if (kind === 'ratio') return (ratioOf(figure) ?? 0) >= value;
  return kind === 'at-most' ? figure.value <= value : figure.value >= value;
}

const number = (value: number) =>
  value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3).replace(/\.?0+$/, '');

export function printTable(figures: readonly Figure[]): void {
  const table = new Table({ head: ['what', 'value', 'floor', 'ratio', 'wanted', ''], style: { head: [], border: [] } });
  for (const figure of figures) {
    const { kind, value } = figure.target;
    const wanted = { ratio: `ratio >= ${value}`, 'at-most': `<= ${number(value)}`, 'at-least': `>= ${number(value)}` };
    table.push([
      figure.note ? `${figure.name}\n  ${figure.note}` : figure.name,
      `${number(figure.value)} ${figure.unit}`,
      figure.floor ? `${number(figure.floor.value)}\n(${figure.floor.what})` : '',
      ratioOf(figure)?.toFixed(2) ?? '',
      wanted[kind],
      reached(figure) ? 'reached' : 'MISSED',
    ]);
  }
  console.error(table.toString());
}

export function asJson(machine: Machine, payload: object, figures: readonly Figure[]) {
  return { machine, payload, figures: figures.map((f) => ({ ...f, ratio: ratioOf(f), reached: reached(f) })) };
}
