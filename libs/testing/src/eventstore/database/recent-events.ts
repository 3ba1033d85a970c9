import type { RecordedEvent } from './recorded-event.js';

/** The latest events by id. It starts empty with the server, and forgets the oldest. */
export class RecentEvents {
  private readonly byId = new Map<string, RecordedEvent>();

  constructor(private readonly limit: number) {}

  add(event: RecordedEvent): void {
    this.byId.delete(event.id);
    this.byId.set(event.id, event);
    if (this.byId.size > this.limit) this.byId.delete(this.byId.keys().next().value!);
  }

  get(id: string): RecordedEvent | undefined {
    return this.byId.get(id);
  }
}
