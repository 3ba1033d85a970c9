import { startProcess, waitUntil } from '@tallystick/testing';
import { fileURLToPath } from 'node:url';

/** The command line as it is built: what `npm start` runs. */
const BIN = fileURLToPath(new URL('../../../cli/bin/tallystick.js', import.meta.url));
const DAY_MS = 86_400_000;

/** A house that asks who somebody is. */
export interface SignedHouse {
  readonly dashboard: string;
  /** One event a person of the team, used yesterday; the token is a publisher's. @returns the last position */
  report(token: string, team: string, people: readonly string[]): Promise<string>;
  /** A decision on record, by an admin's token. @returns its position */
  decide(token: string, path: '/v1/policies', decision: object): Promise<string>;
  /** By an identity officer's token. */
  forget(token: string, actor: string): Promise<void>;
  /** What the projector answers to somebody, once it has folded a position. */
  ask<T>(token: string, path: string, atLeast: string): Promise<T>;
  stop(): Promise<void>;
}

/** `tallystick up` with authentication on, on free ports. */
export async function startSignedHouse(dataDir: string, env: Record<string, string>): Promise<SignedHouse> {
  const up = await startProcess({
    entry: BIN,
    args: ['up', '--data-dir', dataDir],
    env: { TALLYSTICK_LEDGER_PORT: '0', TALLYSTICK_PROJECTOR_PORT: '0', ...env },
    // No `.env` of the checkout may reach a test.
    cwd: dataDir,
    ready: /Ctrl-C stops both/,
  });
  const told = (name: string): string => new RegExp(`^${name} +(http:[^\\s/]*//[^\\s/]+)`, 'm').exec(up.stdout())![1]!;
  const [ledger, projector] = [told('ledger'), told('projector')];
  const ready = async () => (await fetch(`${projector}/health/ready`)).ok;
  await waitUntil(ready, { what: 'a ready projector' });

  async function call<T>(token: string, url: string, type?: string, body?: unknown): Promise<T> {
    const headers = { authorization: `Bearer ${token}`, ...(type === undefined ? {} : { 'content-type': type }) };
    const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const answer = await fetch(url, { headers, signal: AbortSignal.timeout(60_000), ...sent });
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  return {
    dashboard: `${projector}/`,
    async report(token, team, people) {
      const events = people.map((subject, person) => usageOf(subject, team, 1_000 * (person + 1)));
      const type = 'application/cloudevents-batch+json';
      const { results } = await call<{ results: { status: string; position: string }[] }>(
        token,
        `${ledger}/v1/events`,
        type,
        events,
      );
      const open = results.find(({ status }) => status !== 'recorded');
      if (open !== undefined) throw new Error(JSON.stringify(open));
      return results.at(-1)!.position;
    },
    decide: async (token, path, decision) =>
      (await call<{ position: string }>(token, ledger + path, 'application/json', decision)).position,
    async forget(token, actor) {
      const headers = { authorization: `Bearer ${token}` };
      const signal = AbortSignal.timeout(60_000);
      const { status } = await fetch(`${ledger}/v1/identities/${actor}`, { method: 'DELETE', headers, signal });
      if (status !== 204) throw new Error(`forgetting was answered ${status}`);
    },
    ask: (token, path, atLeast) =>
      call(token, `${projector}${path}${path.includes('?') ? '&' : '?'}atLeast=${atLeast}`),
    async stop() {
      await up.stop();
    },
  };
}

const usageOf = (subject: string, team: string, tokens: number) => ({
  specversion: '1.0',
  type: 'tallystick.usage.reported.v1',
  source: 'urn:test:gateway',
  id: `${team}-${subject}`,
  time: new Date(Date.now() - DAY_MS).toISOString(),
  subject,
  data: { provider: 'anthropic', model: 'claude-haiku-4-5', tokens: { input: tokens }, team, project: 'checkout' },
});
