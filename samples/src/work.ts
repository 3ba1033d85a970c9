import type { Random } from './random.js';
import type { SampleEvent } from './sample-event.js';

type Data = SampleEvent['data'];

interface Model {
  readonly provider: string;
  readonly model: string;
  readonly reasons: boolean;
}
/** Model names are real, so that prices apply; what they are said to have done is not. */
const MODELS: readonly Model[] = [
  { provider: 'anthropic', model: 'claude-sonnet-4-5', reasons: false },
  { provider: 'anthropic', model: 'claude-sonnet-4-5', reasons: false },
  { provider: 'anthropic', model: 'claude-haiku-4-5', reasons: false },
  { provider: 'anthropic', model: 'claude-opus-4-5', reasons: false },
  { provider: 'openai', model: 'gpt-5', reasons: true },
  { provider: 'openai', model: 'gpt-5-mini', reasons: true },
  { provider: 'google', model: 'gemini-2.5-pro', reasons: true },
  { provider: 'google', model: 'gemini-2.5-flash', reasons: false },
];
const AGENTS = ['made-up-coder/2.1', 'made-up-coder/2.2', 'made-up-reviewer/0.9'];

/** One call to a model: how long after the one before, and what it used. */
export interface Call {
  readonly afterMs: number;
  readonly data: Data;
}

/** A person's session with one tool: a chat, completions in an editor, or an agent whose context grows. */
export function session(random: Random, name: string, team: string, project: string): Call[] {
  const kind = random.next();
  if (kind < 0.45) return agentCalls(random, random.integer(3, 14), { team, project, session: name });
  const model = random.pick(MODELS);
  const chat = kind < 0.75;
  const calls: Call[] = [];
  for (let left = random.integer(1, chat ? 5 : 9); left > 0; left--) {
    const tokens = chat
      ? chatTokens(random, model)
      : { input: random.skewed(700, 0.6), output: random.skewed(25, 0.7) + 1 };
    const about = { team, project, session: name, activity: chat ? 'chat' : 'completion' } as const;
    calls.push({
      afterMs: random.skewed(chat ? 90_000 : 20_000, 0.8),
      data: { provider: model.provider, model: model.model, tokens, ...about },
    });
  }
  return calls;
}

/** What an automation does on its own at night. */
export function nightRun(random: Random, name: string, team: string, project: string): Call[] {
  const automation = random.chance(0.5) ? 'made-up-nightly-refactor' : 'made-up-nightly-tests';
  return agentCalls(random, random.integer(8, 30), { team, project, session: name, automation });
}

function chatTokens(random: Random, { reasons }: Model): Data['tokens'] {
  const tokens = { input: random.skewed(900, 0.9), output: random.skewed(320, 0.7) + 1 };
  return reasons ? { ...tokens, reasoning: random.skewed(500, 0.9) } : tokens;
}

type AgentContext = Pick<Data, 'team' | 'project' | 'session' | 'automation'>;

/** Each call reads the cached context again and writes what is new: reads soon outweigh everything else. */
function agentCalls(random: Random, count: number, context: AgentContext): Call[] {
  const { provider, model, reasons } = random.pick(MODELS);
  const agent = random.pick(AGENTS);
  const calls: Call[] = [];
  let cached = random.skewed(14_000, 0.3);
  for (let call = 0; call < count; call++) {
    const added = random.skewed(1_600, 0.8);
    const tokens = {
      input: random.integer(2, 60),
      output: random.skewed(240, 0.9) + 1,
      cacheRead: cached,
      cacheWrite: added,
      reasoning: reasons ? random.skewed(200, 0.8) : 0,
    };
    cached += added;
    calls.push({
      afterMs: random.skewed(15_000, 0.7),
      data: { provider, model, tokens, activity: 'agent', agent, ...context },
    });
  }
  return calls;
}
