import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { tempDir, type TempDir } from '@tallystick/testing';
import { openCheckpoint } from '../checkpoint/open-checkpoint.js';
import { EMPTY_ROOT, treeSize, type TreeSize } from '../merkle/hash.js';
import { COSIGNATURE_V1 } from '../notes/key-id.js';
import { parseNote, parseSignatureLines } from '../notes/note.js';
import { newSigningKey } from '../notes/signing-key.js';
import { verifierKey } from '../notes/verifier-key.js';
import { trustedSignatures } from '../notes/verify-note.js';
import { encodeAddCheckpoint } from './add-checkpoint-request.js';
import { MemoryInUse, openSqliteWitnessMemory, type SqliteWitnessMemory } from './sqlite-witness-memory.js';
import { TreeOfNotes } from './tree-of-notes.fixture.js';
import { addCheckpoint, type WitnessAnswer } from './witness.js';

const log = new TreeOfNotes();
const rewritten = new TreeOfNotes(log.key, (index) => `entry ${index === 1 ? 'changed' : index}`);
const key = newSigningKey({ name: 'witness.example', type: COSIGNATURE_V1 });

describe('a witness', () => {
  let folder: TempDir;
  let memory: SqliteWitnessMemory;
  beforeEach(async () => {
    folder = await tempDir('witness');
    memory = openSqliteWitnessMemory(join(folder.path, 'memory'));
  });
  afterEach(async () => {
    memory.close();
    await folder.remove();
  });
  const logs = [log.key.verifier];
  const ask = (body: string | Uint8Array): WitnessAnswer =>
    addCheckpoint(Buffer.from(body), { key, logs, memory, nowSeconds: () => 1_700_000_000 });
  const offer = async (oldSize: number, size: number, tree = log) =>
    ask(
      encodeAddCheckpoint({
        oldSize: treeSize(oldSize),
        proof: await tree.consistencyProof(oldSize, size),
        checkpoint: tree.checkpoint(size),
      }),
    );
  const seen = (): TreeSize | undefined => memory.last(log.key.verifier.name)?.size;

  it('cosigns a log as it grows, and again what it signed already', async () => {
    for (const [before, size] of [
      [0, 1],
      [1, 3],
      [3, 3],
      [3, 300],
    ] as const) {
      const answer = await offer(before, size);
      expect(answer).toMatchObject({ status: 200, size });
      const { text } = parseNote(log.checkpoint(size));
      const note = { text, signatures: parseSignatureLines(answer.body) };
      expect(trustedSignatures(note, [key.verifier])).toHaveLength(1);
    }
    expect(seen()).toBe(300);
  });

  it('remembers after it was closed, and lets no second process in while it is open', async () => {
    await offer(0, 5);
    const file = join(folder.path, 'memory');
    expect(() => openSqliteWitnessMemory(file)).toThrow(MemoryInUse);
    memory.close();
    memory = openSqliteWitnessMemory(file);
    expect(await offer(0, 6)).toMatchObject({ status: 409, contentType: 'text/x.tlog.size', body: '5\n' });
    expect((await offer(5, 6)).status).toBe(200);
  });

  it('says what it saw last, when asked from another size', async () => {
    expect(await offer(2, 3)).toMatchObject({ status: 409, body: '0\n' });
    await offer(0, 4);
    expect(await offer(3, 4)).toMatchObject({ status: 409, body: '4\n' });
    // Back in time: never, however well it is proven.
    expect(await offer(2, 3)).toMatchObject({ status: 409, body: '4\n' });
    expect(seen()).toBe(4);
  });

  it('does not cosign another history, and keeps both as evidence', async () => {
    await offer(0, 4);
    expect(await offer(4, 7, rewritten)).toMatchObject({ status: 422 });
    const answer = await offer(4, 4, rewritten);
    expect(answer).toMatchObject({ status: 409, body: '4\n' });
    const { seen: first, offered } = answer.contradiction!;
    const [one, two] = [first, offered].map((note) => openCheckpoint(note, logs));
    expect([one?.size, two?.size]).toEqual([4, 4]);
    expect(Buffer.from(one!.root).equals(two!.root)).toBe(false);
    expect(seen()).toBe(4);
  });

  it.each([
    ['no old line', (body: string) => body.replace('old 2\n', ''), 400],
    ['a malformed size', (body: string) => body.replace('old 2', 'old 02'), 400],
    ['a malformed hash', (body: string) => body.replace(/\n(.{43})=\n/, '\n$1\n'), 400],
    ['no empty line', (body: string) => body.replace('\n\n', '\n'), 400],
    ['64 hashes', (body: string) => body.replace(/\n(.{43}=)\n/, `\n${'$1\n'.repeat(63)}`), 400],
    ['a smaller tree', (body: string) => body.replace('old 2', 'old 6'), 400],
    ['not text', () => '\u0000', 400],
    ['nothing', () => '', 400],
    ['a signature that is false', (body: string) => body.replace('\n5\n', '\n7\n'), 403],
    ['another hash', (body: string) => body.replace(/\n.{43}=\n/, `\n${Buffer.alloc(32).toString('base64')}\n`), 422],
    ['a hash missing', (body: string) => body.replace(/\n.{43}=\n/, '\n'), 422],
    ['a hash too many', (body: string) => body.replace(/\n(.{43}=)\n/, '\n$1\n$1\n'), 422],
  ])('refuses %s', async (_, spoil, status) => {
    await offer(0, 2);
    const proof = await log.consistencyProof(2, 5);
    const body = encodeAddCheckpoint({ oldSize: treeSize(2), proof, checkpoint: log.checkpoint(5) });
    expect(ask(spoil(Buffer.from(body).toString())).status).toBe(status);
    expect(seen()).toBe(2);
    expect(ask(body).status).toBe(200);
  });

  it('answers 404 for a log that it does not know, 403 for a key that it does not know', async () => {
    expect((await offer(0, 1, new TreeOfNotes(newSigningKey({ name: 'log.example/two' })))).status).toBe(404);
    expect((await offer(0, 1, new TreeOfNotes(newSigningKey({ name: 'log.example/one' })))).status).toBe(403);
  });

  it('takes a first tree as it is, but an empty one only as what it is, and no proof from nothing', async () => {
    const first = (size: number, proof: Uint8Array[] = [], tree = log) =>
      ask(encodeAddCheckpoint({ oldSize: treeSize(0), proof, checkpoint: tree.checkpoint(size) })).status;
    const liar = new TreeOfNotes(log.key);
    liar.root = () => new Uint8Array(32);
    expect(first(0, [], liar)).toBe(422);
    expect(first(5, [EMPTY_ROOT])).toBe(422);
    expect(first(0)).toBe(200);
    expect(first(5)).toBe(200);
  });

  it("answers the requests of torchwood's own test as litewitness does", () => {
    // filippo.io/torchwood v0.9.0, cmd/litewitness/testdata/litewitness.txt
    const origin = 'sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562';
    const publicKey = Buffer.from('ffdc2d4d98e4124d3feaf788c0c2f9abfd796083d1f0495437f302ec79cf100f', 'hex');
    const sigsum = [verifierKey(origin, 1, publicKey)];
    const leaf = (n: number) => Buffer.concat([Buffer.of(42, n), Buffer.alloc(30)]).toString('base64');
    const trees = {
      1: [leaf(0), 'UgIom7fPZTqpxWWhyjWduBvTvGVqsokMbqTArsQilegKoFBJQjUFAmQ0+YeSPM3wfUQMFSzVnnNuWRTYrajXpNUbIQY='],
      3: [
        'RcCI1Nk56ZcSmIEfIn0SleqtV7uvrlXNccFx595Iwl0=',
        'UgIom2VbtIcdFbwFAy1n7s6IkAxIY6J/GQOTuZF2ORV39d75cbAj2aQYwyJre36kezNobZs4SUUdrcawfAB8WVrx6go=',
      ],
      5: [
        'QrtXrQZCCvpIgsSmOsah7HdICzMLLyDfxToMql9WTjY=',
        'UgIomw/EOJmWi0i1FQsOj+etB7F8IccFam/jgd6wzRns4QPVmyEZtdvl1U2KEmLOZ/ASRcWJi0tW90dJWAShei7sDww=',
      ],
    } as const;
    const sigsumAsk = (old: number, proof: string[], size: 1 | 3 | 5, spoil = (body: string) => body) => {
      const [root, signature] = trees[size];
      const lines = [`old ${old}`, ...proof, '', origin, size, root, '', `— ${origin} ${signature}`, ''];
      return addCheckpoint(Buffer.from(spoil(lines.join('\n'))), { key, logs: sigsum, memory, nowSeconds: () => 1 });
    };
    const to5 = [leaf(2), leaf(3), 'wgiIFdZfYNv6WU1OllBKsWnLYIS/DBMqt8Uh/S4OukE=', leaf(4)];
    expect(sigsumAsk(0, [], 1).status).toBe(200);
    expect(sigsumAsk(1, [leaf(1), leaf(2)], 3, (body) => body.replace('6go=', '6gx=')).status).toBe(400);
    expect(sigsumAsk(1, [leaf(1), leaf(2)], 3, (body) => body.replaceAll('09e562', '09e563')).status).toBe(404);
    expect(sigsumAsk(1, [], 3).status).toBe(422);
    expect(sigsumAsk(1, [leaf(1), leaf(3)], 3).status).toBe(422);
    expect(sigsumAsk(1, [leaf(1), leaf(2)], 3).status).toBe(200);
    expect(sigsumAsk(1, [leaf(1), '+fUDV+k970B4I3uKrqJM4aP1lloPZP8mvr2Z4wRw2LI=', leaf(4)], 5)).toMatchObject({
      status: 409,
      body: '3\n',
    });
    expect(sigsumAsk(3, to5, 5).status).toBe(200);
    expect(sigsumAsk(0, [], 5)).toMatchObject({ status: 409, body: '5\n' });
  });
});
