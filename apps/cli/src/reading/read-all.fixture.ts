import type { ReadItem, RefusedItem, UsageItem, UsageReading } from './usage-reading.js';

/** A CloudEvents usage event as its reader made it, parsed back from the text that would be sent. */
export interface ReadEvent {
  readonly id: string;
  readonly source: string;
  readonly time: string;
  readonly subject: string;
  readonly data: { readonly tokens: Record<string, number> } & Record<string, unknown>;
}

/** Everything that a reading gives. */
export async function readAll(reading: UsageReading): Promise<{ events: ReadEvent[]; refused: RefusedItem[] }> {
  const items: ReadItem[] = [];
  for await (const group of reading.items()) items.push(...group);
  return {
    events: items
      .filter((item): item is UsageItem => item.kind === 'event')
      .map(({ json }) => JSON.parse(json) as ReadEvent),
    refused: items.filter((item): item is RefusedItem => item.kind === 'refused'),
  };
}
