import { describe, expect, it } from '@jest/globals';
import { treeSize } from '../merkle/hash.js';
import { vectors } from '../notes/notes-vectors.fixture.js';
import { newSigningKey, parseSigningKey } from '../notes/signing-key.js';
import { parseVerifierKey } from '../notes/verifier-key.js';
import { checkpointText, parseCheckpointText } from './checkpoint.js';
import { openCheckpoint, signCheckpoint } from './open-checkpoint.js';

// The example of C2SP tlog-checkpoint; of its key only the signature is published.
const example = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';

describe('a checkpoint', () => {
  it('is read and written as the standard has it', () => {
    const checkpoint = parseCheckpointText(example);
    expect(checkpoint).toMatchObject({ origin: 'example.com/behind-the-sofa', size: 20_852_163, extensions: [] });
    expect(checkpointText(checkpoint)).toBe(example);
    const extended = parseCheckpointText(`${example}more\nand more\n`);
    expect(extended.extensions).toEqual(['more', 'and more']);
    expect(checkpointText(extended)).toBe(`${example}more\nand more\n`);
  });

  it.each([
    ['a leading zero', '\n020852163\n'],
    ['a sign', '\n+1\n'],
    ['a size beyond all trees', '\n9007199254740993\n'],
    ['a huge size', `\n${'9'.repeat(400)}\n`],
    ['a fraction', '\n1.5\n'],
    ['no size', '\n\n'],
  ])('is refused with %s', (_, size) => {
    expect(() => parseCheckpointText(example.replace('\n20852163\n', size))).toThrow(/is not a size|no empty lines/);
  });

  it.each([
    ['a short root', example.replace('CsUY', '')],
    ['a root in another alphabet', example.replace('/Xajj', '_Xajj')],
    ['a root whose last bits are not zero', example.replace('q2I=', 'q2J=')],
    ['two lines', 'a\n1\n'],
    ['an empty extension', `${example}\n`],
    ['no newline', example.slice(0, -1)],
    ['no origin', example.replace('example.com/behind-the-sofa', '')],
  ])('is refused with %s', (_, text) => {
    expect(() => parseCheckpointText(text)).toThrow(expect.objectContaining({ code: 'malformed' }));
  });

  it("is signed as Go's implementation signs it", () => {
    const key = parseSigningKey(vectors.logSecret);
    const { size, root, origin } = parseCheckpointText(vectors.checkpoint.split('\n\n')[0] + '\n');
    expect(Buffer.from(signCheckpoint({ size, root, origin }, [key])).toString()).toBe(vectors.checkpoint);
  });

  it('is opened by its log’s key, and by no other log’s', () => {
    const note = Buffer.from(vectors.cosigned);
    const opened = openCheckpoint(note, [parseVerifierKey(vectors.logKey)]);
    expect([opened.size, Buffer.from(opened.root).toString('base64')]).toEqual([5, vectors.root]);
    expect(() => openCheckpoint(note, [newSigningKey({ name: 'log.example/other' }).verifier])).toThrow(
      'it is of the log "log.example/one", not of log.example/other',
    );
    // A witness's key opens nothing: its word is about consistency, not about what the log is.
    expect(() => openCheckpoint(note, [parseVerifierKey(vectors.witnessKey)])).toThrow(/it is of the log/);
  });

  it('is signed by both keys at a change, and either opens it', () => {
    const [before, after] = [newSigningKey({ name: 'log' }), newSigningKey({ name: 'log' })];
    const note = signCheckpoint({ origin: 'log', size: treeSize(1), root: new Uint8Array(32) }, [after, before]);
    for (const { verifier } of [before, after]) expect(openCheckpoint(note, [verifier]).signedBy).toEqual([verifier]);
    expect(openCheckpoint(note, [before.verifier, after.verifier]).signedBy).toHaveLength(2);
  });
});
