/** What came of a command: an event to append, or why not. */
export type Decision<Event> =
  | { readonly decided: true; readonly event: Event }
  | { readonly decided: false; readonly code: RefusalCode; readonly detail: string };

export type RefusalCode = 'not-found' | 'not-a-change' | 'already-voided';

export const decided = <Event>(event: Event): Decision<Event> => ({ decided: true, event });

export const refused = <Event>(code: RefusalCode, detail: string): Decision<Event> => ({
  decided: false,
  code,
  detail,
});
