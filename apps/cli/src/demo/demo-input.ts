import { sampleTeams, type SampleTeam } from '@tallystick/samples';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { madeUpSample } from '../reading/made-up-sample.js';
import { openReading } from '../reading/open-reading.js';
import type { UsageReading } from '../reading/usage-reading.js';

export interface DemoInput {
  readonly format: string;
  /** What is shown, in words; a made-up sample says that it is one. */
  readonly title: string;
  readonly reading: UsageReading;
  /** How many people the input's teams have, where that is known. */
  readonly teams: readonly SampleTeam[];
}

export interface DemoChoice {
  readonly trace?: string;
  /** A folder, or true for where Claude Code keeps its transcripts. */
  readonly claudeCode?: string | true;
  readonly subject?: string;
}

export async function demoInput({ trace, claudeCode, subject }: DemoChoice, nowMs: number): Promise<DemoInput> {
  if (trace !== undefined) {
    const reading = await openReading('azure-llm-trace', [trace], undefined);
    const title = `public Azure LLM trace ${trace}`;
    return { format: 'azure-llm-trace', title, reading, teams: [] };
  }
  if (claudeCode !== undefined) {
    const folder = claudeCode === true ? join(homedir(), '.claude', 'projects') : claudeCode;
    const reading = await openReading('claude-code', [folder], subject ?? 'me');
    const title = `your own Claude Code history in ${folder}`;
    return { format: 'claude-code', title, reading, teams: [] };
  }
  const title = 'MADE-UP sample: a company of 200 people in 12 teams over six weeks';
  return { format: 'made-up sample', title, reading: madeUpSample(nowMs), teams: sampleTeams() };
}
