import type { RecordedEvent } from '../database/recorded-event.js';
import type { streams } from './protocol.js';

type FilterOptions = InstanceType<typeof streams.ReadReq.Options.FilterOptions>;

export type EventFilter = (event: RecordedEvent) => boolean;

/** By regular expression or by prefixes, on the stream's name or the event's type. */
export function eventFilter(options: FilterOptions | undefined): EventFilter {
  if (options === undefined) return () => true;
  const onStream = options.hasStreamIdentifier();
  const expression = (onStream ? options.getStreamIdentifier() : options.getEventType())!;
  const text = ({ stream, type }: RecordedEvent): string => (onStream ? stream : type);
  if (expression.getRegex() !== '') {
    const pattern = new RegExp(expression.getRegex());
    return (event) => pattern.test(text(event));
  }
  const prefixes = expression.getPrefixList();
  return (event) => prefixes.some((prefix) => text(event).startsWith(prefix));
}
