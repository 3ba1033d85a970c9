import type { Granularity } from '../../api/answers.js';
import type { UsageChoices } from './usage-choices.js';
import type { UsageSeries } from './usage-series.js';

/** What the chart and the table show alike. */
export interface UsageShown {
  readonly chosen: UsageChoices;
  /** Not empty. */
  readonly usage: UsageSeries;
  readonly granularity: Granularity;
  readonly zone: string;
}
