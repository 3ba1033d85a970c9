import { findInputFiles } from './input-files.js';
import { readLines } from './lines.js';
import { MessageBook, type Message } from './message-book.js';
import { parseTranscriptLine } from './transcript-line.js';
import { countSkipped, emptyReport, type UsageItem, type UsageReading } from './usage-reading.js';

const SOURCE = 'urn:tallystick:claude-code';
const GROUP = 500;

/**
 * Claude Code's transcripts. All files are read before the first event is given out, because a message is repeated
 * over lines and files; only the counters are kept, never a word of the conversation.
 */
export async function readClaudeCode(paths: readonly string[], subject: string): Promise<UsageReading> {
  const files = await findInputFiles(paths, ['.jsonl']);
  // A forked session repeats the lines of the one it came from: the file that was there first keeps its messages.
  files.sort((a, b) => a.bornMs - b.bornMs || (a.path < b.path ? -1 : 1));
  const report = emptyReport(
    files.length,
    files.reduce((sum, file) => sum + file.bytes, 0),
  );
  return {
    report,
    async *items() {
      const book = new MessageBook();
      for (const { path } of files) {
        for await (const lines of readLines(path, (bytes) => (report.bytesRead += bytes))) {
          report.lines += lines.length;
          for (const line of lines) {
            const usage = parseTranscriptLine(line);
            if (typeof usage === 'string') countSkipped(report, usage);
            else if (usage !== null) book.add(usage, { file: path, line: line.number });
          }
          yield [];
        }
      }
      yield* finishedMessages(book);
    },
  };

  function* finishedMessages(book: MessageBook): Generator<readonly UsageItem[]> {
    let group: UsageItem[] = [];
    for (const message of book.all()) {
      if (!message.stopped) {
        report.open += 1;
      } else if (message.input + message.output + message.cacheRead + message.cacheWrite === 0) {
        countSkipped(report, 'no tokens');
      } else {
        group.push(itemOf(message, subject));
      }
      if (group.length === GROUP) {
        yield group;
        group = [];
      }
    }
    if (group.length > 0) yield group;
  }
}

/** Anthropic's `input_tokens` is without cached tokens already; what it thought is part of its output. */
function itemOf(message: Message, subject: string): UsageItem {
  const json = JSON.stringify({
    specversion: '1.0',
    type: 'tallystick.usage.reported.v1',
    source: SOURCE,
    id: message.key,
    time: message.time,
    subject,
    data: {
      provider: 'anthropic',
      model: message.model,
      tokens: {
        input: message.input,
        output: message.output,
        cacheRead: message.cacheRead,
        cacheWrite: message.cacheWrite,
      },
      ...(message.project === null ? {} : { project: message.project }),
      activity: 'agent',
      agent: message.version === null ? 'claude-code' : `claude-code/${message.version}`,
      ...(message.session === null ? {} : { session: message.session }),
    },
  });
  return { kind: 'event', json, source: SOURCE, id: message.key, place: message.place };
}
