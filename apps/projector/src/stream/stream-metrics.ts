import { Counter, Gauge, type Registry } from 'prom-client';
import type { DropReason } from './frames.js';

const DROP_REASONS: readonly DropReason[] = ['slow', 'shutdown', 'renew'];

export class StreamMetrics {
  private readonly open: Gauge;
  private readonly ended: Counter<'reason'>;
  private readonly full: Counter;

  constructor(registry: Registry) {
    const registers = [registry];
    this.open = new Gauge({ name: 'tallystick_stream_clients', help: 'Live streams that are open.', registers });
    this.ended = new Counter({
      name: 'tallystick_stream_dropped_total',
      help: 'Live streams that the service ended, by reason: slow, shutdown or renew (open for long enough).',
      labelNames: ['reason'],
      registers,
    });
    this.full = new Counter({
      name: 'tallystick_stream_refused_total',
      help: 'Live streams that were refused because there was no room.',
      registers,
    });
    for (const reason of DROP_REASONS) this.ended.inc({ reason }, 0);
  }

  clients(count: number): void {
    this.open.set(count);
  }

  dropped(reason: DropReason): void {
    this.ended.inc({ reason });
  }

  refused(): void {
    this.full.inc();
  }
}
