import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { loadSigningKeys, type VerifierKey } from '@tallystick/transparency';
import { waitUntil } from '@tallystick/testing';
import { startHouse, type House } from './run-cli.fixture.js';

export const SOURCE = 'urn:test:audit';
export const ORIGIN = 'tallystick.local/ledger';

export interface AuditedHouse extends House {
  readonly dataDir: string;
  /** The log's prefix. */
  readonly log: string;
}

/** The key by which a data folder's log will sign, before any service has run there. */
export async function futureLogKey(dataDir: string): Promise<VerifierKey> {
  await mkdir(dataDir, { recursive: true });
  const [key] = await loadSigningKeys({ path: join(dataDir, 'keys', 'log.key'), name: ORIGIN });
  return key.verifier;
}

export async function auditedHouse(dataDir: string, env: Record<string, string> = {}): Promise<AuditedHouse> {
  const house = await startHouse(dataDir, env);
  return { ...house, dataDir, log: `${house.ledger}/log` };
}

/** Records events `first` to before `end`. @returns the last position */
export async function record({ ledger }: House, first: number, end: number): Promise<string> {
  const events = Array.from({ length: end - first }, (_, i) => ({
    specversion: '1.0',
    type: 'tallystick.usage.reported.v1',
    source: SOURCE,
    id: `e-${first + i}`,
    time: '2026-03-04T05:06:07Z',
    subject: `person-${(first + i) % 17}@example.org`,
    data: { provider: 'made-up', model: 'made-up-1', tokens: { input: 1 + i, output: 2 } },
  }));
  const answer = await fetch(`${ledger}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents-batch+json' },
    body: JSON.stringify(events),
  });
  const { results } = (await answer.json()) as { results: { status: string; position: string }[] };
  const refused = results.find(({ status }) => status !== 'recorded');
  if (refused !== undefined) throw new Error(JSON.stringify(refused));
  return results.at(-1)?.position as string;
}

export async function checkpointAtLeast({ log }: AuditedHouse, size: number): Promise<string> {
  const answer = await fetch(`${log}/checkpoint?atLeast=${size}`);
  if (!answer.ok) throw new Error(`no checkpoint of ${size}: ${await answer.text()}`);
  return answer.text();
}

export async function cosignedBy({ log }: AuditedHouse, witness: string): Promise<void> {
  const isCosigned = async () => (await (await fetch(`${log}/checkpoint`)).text()).includes(`— ${witness} `);
  await waitUntil(isCosigned, { what: `a cosignature by ${witness}` });
}
