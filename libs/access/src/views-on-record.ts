import { hourOf, type View } from '@tallystick/domain';
import { MalformedLedgerEvent, parseDataViewed, parseUsageMetadata } from '@tallystick/events';
import type { LedgerEvent, LedgerStore } from '@tallystick/ledger-store';

/** Read back at most; what lies further back may be put on record once more in its hour. */
const MAX_READ_BACK = 10_000;

/** The views of the present hour that a stream holds, as after a restart within it. @throws LedgerUnavailable */
export async function viewsOnRecord(store: LedgerStore, stream: string, nowMs: number): Promise<View[]> {
  const views: View[] = [];
  for await (const event of store.readStream(stream, { from: 'end', direction: 'backwards', limit: MAX_READ_BACK })) {
    const viewed = viewIn(event);
    if (viewed === undefined) continue;
    if (viewed.hour < hourOf(nowMs)) break;
    if (viewed.hour === hourOf(nowMs)) views.push(viewed.view);
  }
  return views;
}

/** Undefined: another hand wrote it, it counts for nothing. */
function viewIn(event: LedgerEvent): { readonly view: View; readonly hour: number } | undefined {
  if (event.raw !== undefined) return undefined;
  try {
    const view = parseDataViewed(event);
    return { view, hour: hourOf(Date.parse(parseUsageMetadata(event.metadata).recordedAt)) };
  } catch (error) {
    if (error instanceof MalformedLedgerEvent) return undefined;
    throw error;
  }
}
