import { CliFailure } from '../failure.js';
import type { UsageReading } from './usage-reading.js';

export const FORMATS = ['cloudevents', 'claude-code', 'azure-llm-trace'] as const;
export type Format = (typeof FORMATS)[number];

/** Opens the files of a format. A subject is given for transcripts, which name nobody, and for nothing else. */
export async function openReading(
  format: Format,
  paths: readonly string[],
  subject: string | undefined,
): Promise<UsageReading> {
  if (format !== 'claude-code' && subject !== undefined) {
    throw new CliFailure(`--subject is for claude-code only: ${format} says itself who used the tokens`);
  }
  switch (format) {
    case 'cloudevents':
      return (await import('./cloudevents.js')).readCloudEvents(paths);
    case 'azure-llm-trace':
      return (await import('./azure-llm-trace.js')).readAzureTrace(paths);
    case 'claude-code': {
      if (subject === undefined || subject === '') {
        throw new CliFailure(
          'claude-code transcripts name nobody: say whose they are with --subject, e.g. --subject me',
        );
      }
      return (await import('./claude-code.js')).readClaudeCode(paths, subject);
    }
  }
}
