import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { tempDir, waitUntil, type TempDir } from '@tallystick/testing';
import { openCheckpoint } from '../checkpoint/open-checkpoint.js';
import { treeSize } from '../merkle/hash.js';
import { COSIGNATURE_V1 } from '../notes/key-id.js';
import { parseNote } from '../notes/note.js';
import { newSigningKey } from '../notes/signing-key.js';
import { trustedSignatures } from '../notes/verify-note.js';
import { askWitness } from './ask-witness.js';
import { Cosigning, type CosignedCheckpoint } from './cosigning.js';
import { openSqliteWitnessMemory, type SqliteWitnessMemory } from './sqlite-witness-memory.js';
import { TreeOfNotes } from './tree-of-notes.fixture.js';
import { parseWitnessAddress, parseWitnessKey } from './witness-address.js';
import { serveWitness, type WitnessServer } from './witness-server.fixture.js';
import { addCheckpoint } from './witness.js';

const log = new TreeOfNotes();
const rewritten = new TreeOfNotes(log.key, (index) => `entry ${index === 1 ? 'changed' : index}`);
const key = newSigningKey({ name: 'witness.example', type: COSIGNATURE_V1 });
const second = newSigningKey({ name: 'witness.example/two', type: COSIGNATURE_V1 });

describe('asking witnesses', () => {
  let folder: TempDir;
  let memories: SqliteWitnessMemory[];
  let servers: WitnessServer[];
  beforeEach(async () => {
    folder = await tempDir('witness');
    [memories, servers] = [[], []];
  });
  afterEach(async () => {
    await Promise.all(servers.map((server) => server.close()));
    memories.forEach((memory) => memory.close());
    await folder.remove();
  });
  const started = async (witness = key, answer?: Parameters<typeof serveWitness>[0]) => {
    const memory = openSqliteWitnessMemory(join(folder.path, String(memories.length)));
    memories.push(memory);
    const options = { key: witness, logs: [log.key.verifier], memory, nowSeconds: () => 1_700_000_000 };
    const server = await serveWitness(answer ?? ((body) => addCheckpoint(body, options)));
    servers.push(server);
    return parseWitnessAddress(`${server.url}/#${witness.verifier.text}`);
  };
  const asked = (witness: Awaited<ReturnType<typeof started>>, size: number, tree = log, oldSize = 0) =>
    askWitness({
      witness,
      checkpoint: tree.checkpoint(size),
      size: treeSize(size),
      oldSize: treeSize(oldSize),
      consistencyProof: tree.consistencyProof,
      timeoutMs: 2_000,
    });

  it('learns from the witness what it saw last', async () => {
    const witness = await started();
    expect(await asked(witness, 3)).toHaveLength(1);
    expect(await asked(witness, 300)).toHaveLength(1);
    expect(servers[0]?.requests).toBe(3);
  });

  it('hears of a larger tree, of another history, and of one of the same size', async () => {
    const witness = await started();
    await asked(witness, 5);
    await expect(asked(witness, 4)).rejects.toMatchObject({ code: 'ahead' });
    await expect(asked(witness, 9, rewritten)).rejects.toMatchObject({ code: 'contradicted' });
    await expect(asked(witness, 5, rewritten)).rejects.toMatchObject({ code: 'contradicted' });
  });

  it.each([
    ['silence', () => new Promise<never>(() => undefined), 'unreachable'],
    ['an endless answer', () => ({ status: 200, body: 'x'.repeat(100_000) }), 'unreachable'],
    ['a cosignature of nobody', () => ({ status: 200, body: '— x AAAAAAA=\n' }), 'refused'],
    ['a page', () => ({ status: 200, body: '<html>' }), 'refused'],
    ['an error', () => ({ status: 500, body: 'oh' }), 'refused'],
    ['a size that is none', () => ({ status: 409, body: 'many\n' }), 'refused'],
  ])('comes back from %s', async (_, answer, code) => {
    await expect(asked(await started(key, answer), 3)).rejects.toMatchObject({ name: 'WitnessFailed', code });
  });

  it('does not ask for ever when the answer is another size each time', async () => {
    let size = 0;
    const witness = await started(key, () => ({ status: 409, body: `${(size += 1)}\n` }));
    await expect(asked(witness, 9)).rejects.toMatchObject({ code: 'refused' });
    expect(servers[0]?.requests).toBe(3);
  });

  it('gathers the cosignatures of all, keeps the newest checkpoint, and is not held up by one that is away', async () => {
    const silent = await started(second, () => new Promise<never>(() => undefined));
    const cosigned: CosignedCheckpoint[] = [];
    const failures: string[] = [];
    const cosigning = new Cosigning({
      witnesses: [await started(), silent],
      consistencyProof: log.consistencyProof,
      onCosigned: (one) => void cosigned.push(one),
      onFailed: (witness) => void failures.push(witness.key.name),
      timeoutMs: 2_000,
      retryMs: 50,
    });
    for (const size of [1, 2, 3, 4, 5]) cosigning.offer(log.checkpoint(size));
    await waitUntil(() => cosigned.at(-1)?.size === 5 && failures.length > 0, { what: 'the newest, cosigned' });
    // One request was under way; what came meanwhile is passed over.
    expect(cosigned.map(({ size }) => size)).toEqual([1, 5]);
    expect(cosigned.at(-1)?.complete).toBe(false);
    expect(new Set(failures)).toEqual(new Set([second.verifier.name]));
    const { note } = cosigned.at(-1)!;
    expect(openCheckpoint(note, [log.key.verifier]).size).toBe(5);
    expect(trustedSignatures(parseNote(note), [key.verifier])).toHaveLength(1);
    await cosigning.close();
    const before = servers.map(({ requests }) => requests);
    cosigning.offer(log.checkpoint(6));
    expect(servers.map(({ requests }) => requests)).toEqual(before);
  });

  it('asks a witness again that was away, without being offered anything new', async () => {
    let away = true;
    const memory = openSqliteWitnessMemory(join(folder.path, 'own'));
    memories.push(memory);
    const options = { key, logs: [log.key.verifier], memory, nowSeconds: () => 1_700_000_000 };
    const witness = await started(key, (body) => (away ? { status: 503, body: '' } : addCheckpoint(body, options)));
    const other = await started(second);
    const cosigned: CosignedCheckpoint[] = [];
    const cosigning = new Cosigning({
      witnesses: [witness, other],
      consistencyProof: log.consistencyProof,
      onCosigned: (one) => void cosigned.push(one),
      onFailed: () => void (away = false),
      retryMs: 20,
    });
    cosigning.offer(log.checkpoint(7));
    await waitUntil(() => cosigned.some(({ complete }) => complete), { what: 'both cosignatures' });
    await cosigning.close();
    const keys = [key.verifier, second.verifier];
    expect(trustedSignatures(parseNote(cosigned.at(-1)!.note), keys)).toHaveLength(2);
  });
});

describe('a witness, as it is configured', () => {
  it.each(['bob', 'http://w.example', `ftp://w.example#${key.verifier.text}`, `#${key.verifier.text}`, 'http://w#x'])(
    'is not %s',
    (text) => {
      expect(() => parseWitnessAddress(text)).toThrow(expect.objectContaining({ code: 'malformed' }));
    },
  );

  it('is not a log', () => {
    expect(() => parseWitnessKey(log.key.verifier.text)).toThrow(/is a log's key \(type 1\), not a witness's/);
  });
});
