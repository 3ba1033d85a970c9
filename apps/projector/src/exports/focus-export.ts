import type { CountedAs, ExplainedEvent } from '@tallystick/read-models';
import { filterOf } from '../queries/parameters/filter.params.js';
import { amountColumn, integerColumn, textColumn, type Column } from './columns.js';
import { paging, type ExportTable } from './export-table.js';
import { FILTER_PARAMS, timesOf } from './export.params.js';

export interface Charge {
  readonly event: ExplainedEvent;
  readonly counted: CountedAs;
  /** Decimal USD; null: no price is known, which is not 0. */
  readonly usd: string | null;
  readonly ledgerId: string;
}

const constant = (name: string, value: string): Column<Charge> => textColumn(name, () => value);
const usdColumn = (name: string): Column<Charge> => amountColumn(name, ({ usd }) => usd);
const tokensOf = ({ counted: { tokens } }: Charge): number =>
  tokens.input + tokens.output + tokens.cacheRead + tokens.cacheWrite + tokens.reasoning;

/** What counts, as charges of FOCUS 1.2: one an event, its mandatory columns and some of the others. `x_` are our own. */
export const focusExport: ExportTable<Charge> = {
  takes: ['from', 'to', ...FILTER_PARAMS],
  columns: [
    usdColumn('BilledCost'),
    textColumn('BillingAccountId', ({ ledgerId }) => ledgerId),
    constant('BillingAccountName', 'Tallystick ledger'),
    constant('BillingCurrency', 'USD'),
    textColumn('BillingPeriodEnd', ({ event }) => monthOf(event.occurredAt, 1)),
    textColumn('BillingPeriodStart', ({ event }) => monthOf(event.occurredAt, 0)),
    constant('ChargeCategory', 'Usage'),
    textColumn('ChargeClass', () => null),
    textColumn('ChargeDescription', ({ counted }) => `Tokens of ${counted.provider} ${counted.model}`),
    textColumn('ChargePeriodEnd', ({ event }) => secondOf(event.occurredAt, 1)),
    textColumn('ChargePeriodStart', ({ event }) => secondOf(event.occurredAt, 0)),
    integerColumn('ConsumedQuantity', tokensOf),
    constant('ConsumedUnit', 'Tokens'),
    usdColumn('ContractedCost'),
    usdColumn('EffectiveCost'),
    textColumn('InvoiceIssuerName', ({ counted }) => counted.provider),
    usdColumn('ListCost'),
    integerColumn('PricingQuantity', tokensOf),
    constant('PricingUnit', 'Tokens'),
    textColumn('ProviderName', ({ counted }) => counted.provider),
    textColumn('PublisherName', ({ counted }) => counted.provider),
    constant('ServiceCategory', 'AI and Machine Learning'),
    textColumn('ServiceName', ({ counted }) => counted.model),
    constant('ServiceSubcategory', 'Generative AI'),
    textColumn('SkuId', ({ counted }) => `${counted.provider}/${counted.model}`),
    textColumn('SkuPriceId', ({ event }) => event.pricePosition),
    textColumn('SubAccountId', ({ counted }) => counted.team),
    textColumn('SubAccountName', ({ counted }) => counted.team),
    textColumn('x_Position', ({ event }) => event.position),
    textColumn('x_EventKey', ({ event }) => event.eventKey),
    textColumn('x_Source', ({ event }) => event.source),
    textColumn('x_Actor', ({ event }) => event.actor),
    textColumn('x_Project', ({ counted }) => counted.project),
    textColumn('x_Agent', ({ counted }) => counted.agent),
    textColumn('x_ReportedCostUsd', ({ counted }) => counted.reportedCostUsd),
  ],
  async page(context) {
    const { models, params, tz } = context;
    const { fromMs = YEAR_1_MS, toMs = YEAR_9999_MS } = timesOf(params, tz);
    const time = { fromMs, toMs };
    const { answer, at } = await models.explain({
      ...{ filter: filterOf(params), metric: 'cost', time, tz: 'UTC' },
      ...paging(context),
    });
    const rows = answer.events.flatMap((event): Charge[] => {
      const { countedAs: counted, contribution, pricePosition } = event;
      // what corrections took out has a contribution of 0 by no price
      if (counted === null || (contribution !== null && pricePosition === null)) return [];
      return [{ event, counted, usd: contribution === null ? null : String(contribution), ledgerId: at.ledgerId }];
    });
    return { answer: { rows, nextCursor: answer.nextCursor }, at };
  },
};

const YEAR_1_MS = Date.parse('0001-01-01T00:00:00Z');
const YEAR_9999_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** FOCUS times are UTC, to the second; ends are exclusive. */
function secondOf(time: string, seconds: number): string {
  const ms = Math.floor(Date.parse(time) / 1_000) * 1_000 + seconds * 1_000;
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}

function monthOf(time: string, months: number): string {
  const date = new Date(Date.parse(time));
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  return `${date.toISOString().slice(0, 10)}T00:00:00Z`;
}
