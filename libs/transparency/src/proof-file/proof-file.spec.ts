import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { vectors } from '../notes/notes-vectors.fixture.js';
import { newSigningKey } from '../notes/signing-key.js';
import { parseVerifierKey } from '../notes/verifier-key.js';
import { encodeProofFile, parseProofFile } from './proof-file.js';
import { verifyProofFile } from './verify-proof-file.js';

const keys = [parseVerifierKey(vectors.logKey)];
const bytes = (text: string) => Buffer.from(text);

describe('a proof file', () => {
  it.each(['proof', 'proofWithoutExtra'] as const)('is read and written as torchwood does: %s', (name) => {
    expect(Buffer.from(encodeProofFile(parseProofFile(bytes(vectors[name])))).toString()).toBe(vectors[name]);
  });

  it('proves the entry that it holds', () => {
    const proven = verifyProofFile(bytes(vectors.proof), keys);
    expect(proven).toMatchObject({ index: 2, checkpoint: { size: 5 } });
    expect(Buffer.from(proven.entry).toString()).toBe('entry 2');
    expect(verifyProofFile(bytes(vectors.proofWithoutExtra), keys, bytes('entry 2')).index).toBe(2);
  });

  it.each([
    ['another entry', vectors.proof.replace('ZW50cnkgMg==', 'ZW50cnkgMQ==')],
    ['another index', vectors.proof.replace('index 2', 'index 3')],
    ['an index beyond the tree', vectors.proof.replace('index 2', 'index 5')],
    ['a hash missing', vectors.proof.replace(/\nSFM1.*=\n/, '\n')],
    ['a hash too many', vectors.proof.replace(/\n(SFM1.*=)\n/, '\n$1\n$1\n')],
    ['a hash changed', vectors.proof.replace('SFM1', 'SFM2')],
  ])('is not proven with %s', (_, text) => {
    expect(() => verifyProofFile(bytes(text), keys)).toThrow(expect.objectContaining({ name: 'NotProven' }));
  });

  it.each([
    ['another root', vectors.proof.replace('fKo0', 'fKo1'), 'bad-signature'],
    ['no entry', vectors.proofWithoutExtra, 'malformed'],
    ['another first line', vectors.proof.replace('@v1', '@v2'), 'malformed'],
    ['no index', vectors.proof.replace('index 2\n', ''), 'malformed'],
    ['an index with zeros', vectors.proof.replace('index 2', 'index 02'), 'malformed'],
    ['a short hash', vectors.proof.replace('SFM1', ''), 'malformed'],
    ['64 hashes', vectors.proof.replace(/\n(SFM1.*=)\n/, `\n${'$1\n'.repeat(62)}`), 'malformed'],
    ['nothing', '', 'malformed'],
  ])('is refused with %s', (_, text, code) => {
    expect(() => verifyProofFile(bytes(text), keys)).toThrow(expect.objectContaining({ name: 'NoteRefused', code }));
  });

  it('is of no use under another log’s key', () => {
    expect(() => verifyProofFile(bytes(vectors.proof), [newSigningKey({ name: 'log.example/one' }).verifier])).toThrow(
      /the proof's checkpoint: it is signed by log\.example\/one\+752d45a7/,
    );
  });

  it('never proves after one byte of it changed, but in what nothing signs', () => {
    const sound = bytes(vectors.proof);
    const cosignature = vectors.proof.indexOf('— witness');
    fc.assert(
      fc.property(fc.nat(cosignature - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const proof = Buffer.from(sound);
        proof[at] = (proof[at] as number) ^ change;
        expect(() => verifyProofFile(proof, keys)).toThrow();
      }),
    );
  });
});
