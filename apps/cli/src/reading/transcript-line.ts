import type { Line } from './lines.js';

/** What one line of a Claude Code transcript says about a message's usage. */
export interface TranscriptUsage {
  /** `<message.id>:<requestId>`; some versions of Claude Code write no request id: then nothing follows the colon. */
  readonly key: string;
  readonly time: string;
  readonly timeMs: number;
  /** The line shows how the message ended. */
  readonly stopped: boolean;
  readonly model: string;
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly version: string | null;
  readonly session: string | null;
  readonly project: string | null;
}

/** Why a line carries no usage; the text is shown in the summary. */
export type SkipReason =
  | 'not JSON'
  | 'unfinished last line'
  | 'line too long'
  | 'no usage'
  | 'synthetic model'
  | 'no message id'
  | 'no readable usage'
  | 'no readable timestamp';

const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const USAGE = Buffer.from('"usage"');
const ASSISTANT = Buffer.from('"assistant"');

/**
 * Reads one line. Most lines of a transcript are prompts and tool output: they are told apart by two byte searches,
 * since inside a JSON text the quotes of these words are escaped.
 */
export function parseTranscriptLine({ bytes, ended }: Line): TranscriptUsage | SkipReason | null {
  if (bytes === null) return 'line too long';
  if (bytes.length === 0) return null;
  if (bytes[0] !== OPEN_BRACE || bytes[bytes.length - 1] !== CLOSE_BRACE) return notJson(bytes, ended);
  if (!bytes.includes(USAGE) || !bytes.includes(ASSISTANT)) return 'no usage';
  let line: unknown;
  try {
    line = JSON.parse(bytes.toString('utf8'));
  } catch {
    // The parser's message repeats the conversation; the reason alone is enough.
    return ended ? 'not JSON' : 'unfinished last line';
  }
  return isObject(line) && line['type'] === 'assistant' ? usageOf(line) : 'no usage';
}

function notJson(bytes: Buffer, ended: boolean): SkipReason | null {
  if (bytes.toString('latin1').trim() === '') return null;
  return ended ? 'not JSON' : 'unfinished last line';
}

function usageOf(line: Record<string, unknown>): TranscriptUsage | SkipReason {
  const message = line['message'];
  if (!isObject(message) || !isObject(message['usage'])) return 'no usage';
  const { usage, model } = message as { usage: Record<string, unknown>; model: unknown };
  if (model === '<synthetic>') return 'synthetic model';
  const messageId = textOf(message['id']);
  if (messageId === null) return 'no message id';
  const input = countOf(usage['input_tokens']);
  const output = countOf(usage['output_tokens']);
  const cacheRead = countOf(usage['cache_read_input_tokens']);
  const cacheWrite = countOf(usage['cache_creation_input_tokens']);
  if (typeof model !== 'string' || input === null || output === null || cacheRead === null || cacheWrite === null) {
    return 'no readable usage';
  }
  const time = textOf(line['timestamp']);
  const timeMs = time === null ? NaN : Date.parse(time);
  if (time === null || Number.isNaN(timeMs)) return 'no readable timestamp';
  return {
    key: `${messageId}:${textOf(line['requestId']) ?? ''}`,
    time,
    timeMs,
    stopped: textOf(message['stop_reason']) !== null,
    model,
    input,
    output,
    cacheRead,
    cacheWrite,
    version: textOf(line['version']),
    session: textOf(line['sessionId']),
    project: projectOf(textOf(line['cwd'])),
  };
}

/** The folder's own name. Both kinds of separators always, so that no part of a path is ever sent. */
export function projectOf(cwd: string | null): string | null {
  const name = cwd?.split(/[\\/]/).findLast((part) => part !== '') ?? '';
  return name === '' || /^[A-Za-z]:$/.test(name) ? null : name;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** A missing counter is 0; anything but a whole number cannot be counted. */
function countOf(value: unknown): number | null {
  if (value === undefined || value === null) return 0;
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null;
}
