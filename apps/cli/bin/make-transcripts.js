#!/usr/bin/env node
// Writes made-up Claude Code transcripts and prints, as JSON, what an importer must find in them.
// Usage: make-transcripts.js FOLDER LINES [SEED]
import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const [folder, lineCount, seed = '1'] = process.argv.slice(2);
if (folder === undefined || lineCount === undefined) {
  process.stderr.write('usage: make-transcripts.js FOLDER LINES [SEED]\n');
  process.exit(2);
}
const LINES_PER_FILE = 4_000;
const words = 'the ledger folds a page of events and then it says where it stands "usage" {"tokens": 3} \\ é\n'.split(
  ' ',
);
const truth = { lines: 0, messages: 0, open: 0, input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };

let random = createHash('sha256').update(seed).digest().readUInt32LE();
const below = (bound) => {
  random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
  return Math.floor((random / 2 ** 32) * bound);
};
const prose = (length) => {
  let text = '';
  while (text.length < length) text += `${words[below(words.length)]} `;
  return text;
};

let clockMs = Date.UTC(2026, 0, 5);
let file = null;
let session = '';
const envelope = () => ({
  parentUuid: null,
  isSidechain: false,
  userType: 'external',
  cwd: `/home/someone/work/project-${below(40)}`,
  sessionId: session,
  version: `2.1.${below(3)}`,
  gitBranch: 'main',
  timestamp: new Date((clockMs += 1 + below(4_000))).toISOString(),
});
const write = (line) => {
  if (truth.lines % LINES_PER_FILE === 0) {
    if (file !== null) closeSync(file);
    session = createHash('sha256').update(`${seed}/${truth.lines}`).digest('hex').slice(0, 32);
    mkdirSync(join(folder, `-home-someone-work-${session.slice(0, 2)}`), { recursive: true });
    file = openSync(join(folder, `-home-someone-work-${session.slice(0, 2)}`, `${session}.jsonl`), 'w');
  }
  writeSync(file, `${JSON.stringify(line)}\n`);
  truth.lines += 1;
};

while (truth.lines < Number(lineCount)) {
  write({ ...envelope(), type: 'user', message: { role: 'user', content: prose(800 + below(4_000)) } });
  const repeats = Math.min(1 + below(3), Number(lineCount) - truth.lines);
  const tokens = { input: below(2_000), cacheRead: below(100_000), cacheWrite: below(5_000), output: 0 };
  const ends = below(100) > 0;
  for (let i = 1; i <= repeats; i += 1) {
    tokens.output += 1 + below(400);
    const usage = {
      input_tokens: tokens.input,
      cache_creation_input_tokens: tokens.cacheWrite,
      cache_read_input_tokens: tokens.cacheRead,
      cache_creation: { ephemeral_5m_input_tokens: tokens.cacheWrite, ephemeral_1h_input_tokens: 0 },
      output_tokens: tokens.output,
      service_tier: 'standard',
    };
    const message = {
      id: `msg_${seed}_${truth.messages + truth.open}`,
      type: 'message',
      role: 'assistant',
      model: 'claude-sonnet-4-5-20250929',
      content: [{ type: 'text', text: prose(600 + below(3_000)) }],
      stop_reason: i === repeats && ends ? 'end_turn' : null,
      stop_sequence: null,
      usage,
    };
    write({ ...envelope(), message, requestId: `req_${seed}_${truth.messages + truth.open}`, type: 'assistant' });
  }
  if (repeats === 0) break;
  if (ends) {
    truth.messages += 1;
    for (const bucket of Object.keys(tokens)) truth[bucket] += tokens[bucket];
  } else truth.open += 1;
}
process.stdout.write(`${JSON.stringify(truth)}\n`);
