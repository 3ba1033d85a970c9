import { Random } from './random.js';

export interface BenchOptions {
  readonly count: number;
  /** Default 20,000; how often each occurs falls with its number, as 1/n. */
  readonly actors?: number;
  /** Default 1. */
  readonly seed?: number;
  /** The last event's time; default 2025-06-29T00:00:00Z. Time runs evenly over the 42 days before. */
  readonly endMs?: number;
}

const SPAN_MS = 42 * 86_400_000;
const DEFAULT_END_MS = Date.UTC(2025, 5, 29);
const MODELS = [
  ['anthropic', 'claude-sonnet-4-5'],
  ['anthropic', 'claude-haiku-4-5'],
  ['openai', 'gpt-5-mini'],
  ['google', 'gemini-2.5-pro'],
] as const;
const TEAMS = 12;

/**
 * Events for benchmarks as ready JSON (structured CloudEvents), made up, 336 bytes on average, every one sound and of
 * its own identity. Made at several hundred thousand a second, so that the maker is never what is measured.
 */
export function* benchUsage({
  count,
  actors = 20_000,
  seed = 1,
  endMs = DEFAULT_END_MS,
}: BenchOptions): Generator<Buffer> {
  const random = new Random(seed);
  const idPrefix = `${seed.toString(36)}-`;
  const stepMs = SPAN_MS / Math.max(count, 1);
  for (let index = 0; index < count; index++) {
    const actor = Math.min(actors, Math.floor(Math.pow(actors + 1, random.next())));
    const [provider, model] = MODELS[actor & 3]!;
    const time = new Date(Math.floor(endMs - SPAN_MS + index * stepMs)).toISOString();
    const input = 1 + Math.floor(random.next() * 3000);
    const output = Math.floor(random.next() * 900);
    const cacheRead = Math.floor(random.next() * 40_000);
    const session = (actor * 7919 + (index >>> 12)).toString(36);
    yield Buffer.from(
      `{"specversion":"1.0","type":"tallystick.usage.reported.v1","source":"urn:tallystick:bench","id":"${idPrefix}${index.toString(36)}",` +
        `"time":"${time}","subject":"a${actor}@made-up.example","data":{"provider":"${provider}","model":"${model}",` +
        `"tokens":{"input":${input},"output":${output},"cacheRead":${cacheRead}},` +
        `"team":"made-up-${actor % TEAMS}","activity":"agent","session":"${session}"}}`,
      'latin1',
    );
  }
}
