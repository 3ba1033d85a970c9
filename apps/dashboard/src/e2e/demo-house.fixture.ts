import { startProcess } from '@tallystick/testing';
import { fileURLToPath } from 'node:url';

/** The command line as it is built: what `npm run demo` runs. */
const BIN = fileURLToPath(new URL('../../../cli/bin/tallystick.js', import.meta.url));

export interface DemoHouse {
  /** Where the demo tells to look with a browser. */
  readonly dashboard: string;
  /** Somebody of this team uses tokens now. */
  report(team: string): Promise<void>;
  stop(): Promise<void>;
}

/** `tallystick demo`: both services, a made-up company, and the addresses that a newcomer is told. */
export async function startDemo(): Promise<DemoHouse> {
  const demo = await startProcess({
    entry: BIN,
    args: ['demo'],
    ready: /Ctrl-C ends the demo/,
    readyTimeoutMs: 240_000,
  });
  const told = (pattern: RegExp): string => {
    const [, address] = pattern.exec(demo.stdout()) ?? [];
    if (address === undefined) throw new Error(`the demo does not tell ${pattern}:\n${demo.output()}`);
    return address;
  };
  const ledger = told(/^ledger +(http:\S+)/m);
  return {
    dashboard: told(/Open (http:\S+\/) in a browser/),
    report: (team) => report(ledger, team),
    async stop() {
      await demo.stop({ signal: 'SIGINT' });
    },
  };
}

async function report(ledger: string, team: string): Promise<void> {
  const answer = await fetch(`${ledger}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify({
      specversion: '1.0',
      type: 'tallystick.usage.reported.v1',
      source: 'urn:tallystick:sample',
      id: `late-${team}`,
      time: new Date().toISOString(),
      subject: 'somebody@example.org',
      data: { provider: 'anthropic', model: 'claude-sonnet-4-5', tokens: { input: 5_000_000 }, team },
    }),
    signal: AbortSignal.timeout(30_000),
  });
  if (answer.status !== 200) throw new Error(`the ledger answered ${answer.status}: ${await answer.text()}`);
}
