import { Injectable } from '@nestjs/common';
import { Histogram, Registry } from 'prom-client';

@Injectable()
export class HttpMetrics {
  private readonly seconds: Histogram<'method' | 'route' | 'status'>;

  constructor(registry: Registry) {
    this.seconds = new Histogram({
      name: 'tallystick_http_request_duration_seconds',
      help: 'Time from the request line to the last byte of the answer, by method, route and status.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers: [registry],
    });
  }

  /** @param route the route's pattern, never the URL: labels stay few and hold no subject. */
  observe(method: string, route: string, status: number, seconds: number): void {
    this.seconds.observe({ method, route, status }, seconds);
  }
}
