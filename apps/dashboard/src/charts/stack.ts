import type { SeriesLook } from './series-look.js';

export interface BarSeries {
  readonly name: string;
  readonly look: SeriesLook;
  /** One for each start. */
  readonly values: readonly bigint[];
}

/** One row of what is drawn: doubles place the bars, the exact numbers are told. */
export interface Stack {
  readonly tick: string;
  readonly title: string;
  readonly heights: readonly number[];
}
