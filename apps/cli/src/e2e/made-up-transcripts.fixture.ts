import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { seededRandom, type SeededRandom } from '@tallystick/testing';

/** What an importer must find in the transcripts. */
export interface TranscriptTruth {
  lines: number;
  /** Messages that ended. */
  messages: number;
  open: number;
  tokens: { input: number; output: number; cacheRead: number; cacheWrite: number };
}

const LINES_PER_FILE = 4_000;
const WORDS = 'the ledger folds a page and then "usage" says {"tokens": 3} \\ "assistant" é where it stands\n'.split(
  ' ',
);

/** Writes transcripts as Claude Code would: prompts, and answers repeated over one to three lines of 1-5 KB. */
export async function writeTranscripts(folder: string, lines: number, seed: number): Promise<TranscriptTruth> {
  const random = seededRandom(seed);
  const truth: TranscriptTruth = {
    lines: 0,
    messages: 0,
    open: 0,
    tokens: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
  };
  let file: WriteStream | null = null;
  let session = '';
  let clockMs = Date.UTC(2026, 0, 5);

  const write = async (line: object) => {
    if (truth.lines % LINES_PER_FILE === 0) {
      if (file !== null) await once(file.end(), 'finish');
      session = `${seed}-${truth.lines}`;
      await mkdir(join(folder, `project-${session}`), { recursive: true });
      file = createWriteStream(join(folder, `project-${session}`, `${session}.jsonl`));
    }
    clockMs += random.integer(1, 4_000);
    const envelope = {
      cwd: `/home/someone/work/project-${random.integer(1, 40)}`,
      sessionId: session,
      version: '2.1.3',
      timestamp: new Date(clockMs).toISOString(),
    };
    truth.lines += 1;
    if (!(file as WriteStream).write(`${JSON.stringify({ ...envelope, ...line })}\n`))
      await once(file as WriteStream, 'drain');
  };

  while (truth.lines < lines) {
    await write({ type: 'user', message: { role: 'user', content: prose(random, random.integer(800, 4_800)) } });
    await writeAnswer(random, truth, Math.min(random.integer(1, 3), lines - truth.lines), seed, write);
  }
  if (file !== null) await once((file as WriteStream).end(), 'finish');
  return truth;
}

/** One message over several lines; the output counter grows, and only the last line may tell that it ended. */
async function writeAnswer(
  random: SeededRandom,
  truth: TranscriptTruth,
  repeats: number,
  seed: number,
  write: (line: object) => Promise<void>,
): Promise<void> {
  if (repeats === 0) return;
  const number = truth.messages + truth.open;
  const ends = random.integer(1, 100) > 1;
  const tokens = {
    input: random.integer(0, 2_000),
    output: 0,
    cacheRead: random.integer(0, 100_000),
    cacheWrite: random.integer(0, 5_000),
  };
  for (let i = 1; i <= repeats; i += 1) {
    tokens.output += random.integer(1, 400);
    const usage = {
      input_tokens: tokens.input,
      cache_creation_input_tokens: tokens.cacheWrite,
      cache_read_input_tokens: tokens.cacheRead,
      output_tokens: tokens.output,
      service_tier: 'standard',
    };
    const message = {
      id: `msg_${seed}_${number}`,
      role: 'assistant',
      model: 'claude-sonnet-4-5-20250929',
      content: [{ type: 'text', text: prose(random, random.integer(600, 3_600)) }],
      stop_reason: i === repeats && ends ? 'end_turn' : null,
      usage,
    };
    await write({ type: 'assistant', requestId: `req_${seed}_${number}`, message });
  }
  if (!ends) {
    truth.open += 1;
    return;
  }
  truth.messages += 1;
  for (const bucket of Object.keys(tokens) as (keyof typeof tokens)[]) truth.tokens[bucket] += tokens[bucket];
}

function prose(random: SeededRandom, length: number): string {
  let text = '';
  while (text.length < length) text += `${random.pick(WORDS)} `;
  return text;
}
