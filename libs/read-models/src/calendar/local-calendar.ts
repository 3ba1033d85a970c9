import { windowOf } from '@tallystick/domain';
import { sqlDate } from './sql-date.js';

/** Which local day an instant falls on, in one zone; quick for instants that lie close to each other. */
export class LocalCalendar {
  private fromMs = 0;
  private toMs = 0;
  private date = '';

  constructor(readonly zone: string) {}

  /** As PostgreSQL reads it: `2026-05-21`. */
  dayOf(ms: number): string {
    if (ms < this.fromMs || ms >= this.toMs) {
      const day = windowOf('day', ms, this.zone);
      this.fromMs = day.fromMs ?? 0;
      this.toMs = day.toMs ?? 0;
      this.date = sqlDate(day.from ?? '');
    }
    return this.date;
  }
}
