import { soundUsageEvent, type Json } from '@tallystick/events/contract';
import type { InMemoryApp } from '../testing/in-memory-app.fixture.js';

export const SOURCE = String(soundUsageEvent()['source']);
export const MOVE = { attributes: { team: 'search' }, reason: 'counted for the wrong team' };

type Headers = Readonly<Record<string, string>>;

/** What the tests ask of a running ledger. */
export function askerOf(ledger: InMemoryApp, always: Headers = {}) {
  const post = (url: string, payload: string | Buffer, headers: Headers = {}) =>
    ledger.app.inject({
      method: 'POST',
      url,
      payload,
      headers: { 'content-type': 'application/json', ...always, ...headers },
    });
  const json = (url: string) => (body: unknown, headers?: Headers) => post(url, JSON.stringify(body), headers);
  return {
    post,
    correct: json('/v1/corrections'),
    void: json('/v1/voids'),
    report: (id: string, more: Json = {}) =>
      post('/v1/events', JSON.stringify({ ...soundUsageEvent(), time: '2020-01-01T00:00:00Z', id, ...more }), {
        'content-type': 'application/cloudevents+json',
      }),
  };
}
export type Asker = ReturnType<typeof askerOf>;
