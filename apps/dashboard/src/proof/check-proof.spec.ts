import { describe, expect, it } from '@jest/globals';
import {
  encodeProofFile,
  leafHash,
  leafIndex,
  newSigningKey,
  nodeHash,
  signCheckpoint,
  treeSize,
} from '@tallystick/transparency';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditRow } from '../api/answers.js';
import { checkProof } from './check-proof.js';

/** Made by golang.org/x/mod/sumdb/note and filippo.io/torchwood: libs/transparency/vectors/notes/main.go. */
const vectors = JSON.parse(
  readFileSync(join(process.cwd(), 'libs/transparency/vectors/notes/notes.json'), 'utf8'),
) as Record<'logKey' | 'witnessKey' | 'proof' | 'proofWithoutExtra', string>;

const row: AuditRow = {
  position: '7',
  leafIndex: 0,
  eventKey: 'qL8R4QIcQ_ZsRqOAbeRfcZhilN_MksRtDaErMA0XTYc',
  source: 'urn:example:gateway',
  occurredAt: '2026-05-20T09:29:58.000Z',
  recordedAt: '2026-05-20T09:30:00.123Z',
  actor: 'p_abcdefghijklmnop',
  provider: 'anthropic',
  model: 'claude-sonnet-4-5',
  tokens: { input: 812, output: 240, cacheRead: 15000, cacheWrite: 0, reasoning: 0 },
  team: 'payments',
  project: null,
  activity: null,
  agent: null,
  session: null,
  automation: null,
  reportedCostUsd: null,
  status: 'counted',
  corrections: [],
};
const { eventKey, source, occurredAt, actor, provider, model, tokens, team } = row;
const entry = Buffer.from(
  JSON.stringify({
    data: { eventKey, source, occurredAt, actor, provider, model, tokens, team },
    id: 'x',
    metadata: { recordedAt: row.recordedAt, schema: 1 },
    revision: 0,
    stream: 'intake-http.0',
    type: 'UsageRecorded',
  }),
);

const key = newSigningKey({ name: 'log.example/one', seed: new Uint8Array(32).fill(7) });
const sibling = leafHash(Buffer.from('another entry'));
const root = nodeHash(leafHash(entry), sibling);
const checkpoint = signCheckpoint({ origin: 'log.example/one', size: treeSize(2), root }, [key]);
const proofOf = (parts: Partial<Parameters<typeof encodeProofFile>[0]>): string =>
  Buffer.from(
    encodeProofFile({ index: leafIndex(0), hashes: [sibling], checkpoint, extra: entry, ...parts }),
  ).toString();
const keys = `${key.verifier.text}\n`;

const states = ({ outcomes }: Awaited<ReturnType<typeof checkProof>>) =>
  Object.fromEntries(Object.entries(outcomes).map(([step, { state }]) => [step, state]));

describe('a proof checked in the browser', () => {
  it('holds when the signed log has the entry and the entry says what the row says', async () => {
    const checked = await checkProof(proofOf({}), keys, 'known', row);
    expect(states(checked)).toEqual({ key: 'holds', signature: 'holds', inclusion: 'holds', content: 'holds' });
    expect(checked).toMatchObject({ verdict: 'holds', index: 0, log: { origin: 'log.example/one', size: 2 } });
    expect(checked.log?.rootHex).toBe(Buffer.from(root).toString('hex'));
  });

  it('holds for a proof that other people have made, but for the row that it is not about', async () => {
    const checked = await checkProof(vectors.proof, vectors.logKey, 'first-seen', row);
    expect(states(checked)).toEqual({ key: 'holds', signature: 'holds', inclusion: 'holds', content: 'fails' });
    expect(checked.cosigners).toHaveLength(1);
  });

  it.each<[string, Partial<AuditRow>, string]>([
    ['other tokens', { tokens: { ...tokens, output: 241 } }, 'tokens.output'],
    ['another person', { actor: 'p_mnopqrstuvwxyzab' }, 'actor'],
    ['another event', { eventKey: 'a'.repeat(43) }, 'eventKey'],
    ['a team taken off', { team: null }, 'team'],
    ['a project added', { project: 'checkout' }, 'project'],
    ['another time', { occurredAt: '2026-05-20T09:29:59.000Z' }, 'occurredAt'],
    ['recorded at another time', { recordedAt: '2026-05-20T09:30:00.124Z' }, 'recordedAt'],
    ['another place in the log', { leafIndex: 1 }, 'entry 1'],
  ])('names what a row with %s says otherwise', async (_, change, named) => {
    const checked = await checkProof(proofOf({}), keys, 'known', { ...row, ...change });
    expect(states(checked)).toEqual({ key: 'holds', signature: 'holds', inclusion: 'holds', content: 'fails' });
    expect(checked.verdict).toBe('fails');
    expect(checked.outcomes.content.detail).toContain(named);
  });

  it('fails with another entry, at another index, with a hash changed or missing', async () => {
    const wrong = [
      proofOf({ extra: Buffer.from(entry.toString().replace('812', '813')) }),
      proofOf({ index: leafIndex(1) }),
      proofOf({ hashes: [leafHash(Buffer.from('else'))] }),
      proofOf({ hashes: [] }),
      proofOf({ hashes: [sibling, sibling] }),
    ];
    for (const proof of wrong) {
      const checked = await checkProof(proof, keys, 'known', row);
      expect([states(checked)['inclusion'], checked.verdict]).toEqual(['fails', 'fails']);
    }
  });

  it("fails when the log's key did not sign, whoever else did", async () => {
    const other = newSigningKey({ name: 'log.example/one' });
    const forged = signCheckpoint({ origin: 'log.example/one', size: treeSize(2), root }, [other]);
    const stranger = newSigningKey({ name: 'log.example/two' });
    for (const proof of [proofOf({ checkpoint: forged }), proofOf({}).replace('\n2\n', '\n3\n')]) {
      expect(states(await checkProof(proof, keys, 'known', row))['signature']).toBe('fails');
    }
    for (const wrongKeys of [`${stranger.verifier.text}\n`, '', 'nonsense', vectors.witnessKey]) {
      expect(states(await checkProof(proofOf({}), wrongKeys, 'known', row))['signature']).toBe('fails');
    }
    // While the key is changed, one of the two is enough.
    expect((await checkProof(proofOf({}), `${other.verifier.text}\n${keys}`, 'known', row)).verdict).toBe('holds');
  });

  it('fails when the key is another than this browser has known', async () => {
    const checked = await checkProof(proofOf({}), keys, 'changed', row);
    expect(states(checked)).toMatchObject({ key: 'fails', signature: 'holds' });
    expect(checked.verdict).toBe('fails');
  });

  it('claims nothing about an entry that it was not shown', async () => {
    const without = encodeProofFile({ index: leafIndex(0), hashes: [sibling], checkpoint });
    const checked = await checkProof(Buffer.from(without).toString(), keys, 'known', row);
    expect(states(checked)).toEqual({ key: 'holds', signature: 'holds', inclusion: 'open', content: 'open' });
    expect(checked.verdict).toBe('open');
  });

  it.each(['', '<html>', 'c2sp.org/tlog-proof@v1\n', 'c2sp.org/tlog-proof@v1\nindex 01\n\n', 'x'.repeat(1_000_000)])(
    'fails on what is no proof: %.40s',
    async (text) => {
      expect((await checkProof(text, keys, 'known', row)).verdict).toBe('fails');
    },
  );

  it('never holds after one character of it changed', async () => {
    const sound = proofOf({});
    await fc.assert(
      fc.asyncProperty(fc.nat(sound.length - 1), fc.constantFrom(...'aB0+/= \n—'), async (at, character) => {
        if (sound[at] === character) return;
        const changed = sound.slice(0, at) + character + sound.slice(at + 1);
        expect((await checkProof(changed, keys, 'known', row)).verdict).not.toBe('holds');
      }),
    );
  });
});
