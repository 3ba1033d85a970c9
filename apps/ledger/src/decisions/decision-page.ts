import { START, type LedgerEvent, type LedgerStore, type Position } from '@tallystick/ledger-store';
import { streamPages } from '../history/history-pages.js';
import { DEFAULT_LINES, type HistoryQuery } from '../history/history-query.js';
import { readingLedger } from './reading-ledger.js';

/** A decision as the ledger shows it. */
export type OnRecord<Data> = { readonly position: string; readonly recordedAt: string } & Data;

/** A page of one stream's decisions, in the order in which they were recorded. */
export interface DecisionPage<Data> {
  readonly decisions: readonly OnRecord<Data>[];
  /** `after` of the next page; null: this is all. */
  readonly nextAfter: string | null;
}

export const onRecord = <Data>(event: LedgerEvent, data: Data): OnRecord<Data> => ({
  position: event.position.toString(),
  recordedAt: String(event.metadata['recordedAt']),
  ...data,
});

/** What another hand wrote into the stream says nothing, here as in every fold. @throws Problem ledger-unavailable */
export const decisionPage = <Data>(
  store: LedgerStore,
  stream: string,
  parse: (event: LedgerEvent) => Data,
  { after, limit = DEFAULT_LINES }: HistoryQuery,
): Promise<DecisionPage<Data>> =>
  readingLedger(async () => {
    const from = after === undefined ? START : (BigInt(after) as Position);
    const shown: OnRecord<Data>[] = [];
    for await (const page of streamPages(store, stream, from, limit + 1)) {
      for (const event of page) if (event.raw === undefined) shown.push(onRecord(event, parse(event)));
    }
    const decisions = shown.slice(0, limit);
    return { decisions, nextAfter: shown.length > limit ? decisions.at(-1)!.position : null };
  });
