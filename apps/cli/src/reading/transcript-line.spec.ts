import { describe, expect, it } from '@jest/globals';
import { parseTranscriptLine, projectOf } from './transcript-line.js';

const line = (value: unknown, ended = true) => ({
  bytes: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
  number: 1,
  ended,
});

const assistant = (message: object = {}, rest: object = {}) => ({
  type: 'assistant',
  sessionId: 's-1',
  version: '2.1.3',
  cwd: '/home/someone/work/checkout',
  timestamp: '2026-03-01T10:31:43.399Z',
  requestId: 'req_1',
  ...rest,
  message: {
    id: 'msg_1',
    model: 'claude-sonnet-4-5',
    stop_reason: 'end_turn',
    usage: { input_tokens: 3, output_tokens: 5, cache_creation_input_tokens: 7, cache_read_input_tokens: 11 },
    ...message,
  },
});

describe('a line of a transcript', () => {
  it('gives the counters of an assistant message, in disjoint buckets', () => {
    expect(parseTranscriptLine(line(assistant()))).toEqual({
      key: 'msg_1:req_1',
      time: '2026-03-01T10:31:43.399Z',
      timeMs: Date.UTC(2026, 2, 1, 10, 31, 43, 399),
      stopped: true,
      model: 'claude-sonnet-4-5',
      input: 3,
      output: 5,
      cacheRead: 11,
      cacheWrite: 7,
      version: '2.1.3',
      session: 's-1',
      project: 'checkout',
    });
  });

  it('takes missing counters as 0 and an absent version, session and folder as not stated', () => {
    const bare = assistant(
      { usage: { input_tokens: 1 }, stop_reason: null },
      { version: undefined, sessionId: undefined, cwd: undefined },
    );
    expect(parseTranscriptLine(line(bare))).toMatchObject({
      stopped: false,
      output: 0,
      cacheRead: 0,
      cacheWrite: 0,
      version: null,
      session: null,
      project: null,
    });
  });

  it('keeps the message when the version of Claude Code wrote no request id', () => {
    expect(parseTranscriptLine(line(assistant({}, { requestId: undefined })))).toMatchObject({
      key: 'msg_1:',
      output: 5,
    });
  });

  it.each([
    ['not JSON', 'this is not JSON'],
    ['not JSON', '{"type":"assistant","message":{"usage":{"input_tokens":1}'],
    ['not JSON', '{"type":"assistant","message":{"usage":{"input_tokens":1}}'],
    ['no usage', { type: 'user', message: { role: 'user', content: 'hello' } }],
    ['no usage', { type: 'user', message: { content: 'they wrote {"usage": 1} as "assistant"' } }],
    ['no usage', { type: 'user', toolUseResult: { usage: { input_tokens: 9 }, by: 'assistant' } }],
    ['no usage', { type: 'assistant', message: { id: 'msg_1' } }],
    ['synthetic model', assistant({ model: '<synthetic>' })],
    ['no message id', assistant({ id: undefined })],
    ['no readable usage', assistant({ usage: { input_tokens: '3' } })],
    ['no readable usage', assistant({ usage: { input_tokens: -1 } })],
    ['no readable usage', assistant({ usage: { output_tokens: 1.5 } })],
    ['no readable usage', assistant({ model: undefined })],
    ['no readable timestamp', assistant({}, { timestamp: 'yesterday' })],
  ])('is skipped with its reason: %s', (reason, value) => {
    expect(parseTranscriptLine(line(value))).toBe(reason);
  });

  it('is still being written when it breaks off at the end of the file', () => {
    const text = JSON.stringify(assistant());
    expect(parseTranscriptLine(line(text.slice(0, -30), false))).toBe('unfinished last line');
    expect(parseTranscriptLine(line(text, false))).toMatchObject({ key: 'msg_1:req_1' });
  });

  it('is nothing at all when it is blank', () => {
    expect(parseTranscriptLine(line(''))).toBeNull();
    expect(parseTranscriptLine(line(' \t'))).toBeNull();
  });
});

describe('the project', () => {
  it.each([
    ['/home/someone/work/checkout', 'checkout'],
    ['/home/someone/work/checkout/', 'checkout'],
    ['C:\\Users\\Someone\\work\\checkout', 'checkout'],
    ['C:/Users/Someone/checkout', 'checkout'],
    ['\\\\server\\share\\checkout', 'checkout'],
    ['/srv/ein größeres Projekt', 'ein größeres Projekt'],
    ['/', null],
    ['C:\\', null],
    ['', null],
    [null, null],
  ])('of %j is the last folder name only: %j', (cwd, project) => {
    expect(projectOf(cwd)).toBe(project);
  });
});
