import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { COSIGNATURE_V1 } from './key-id.js';
import { parseNote } from './note.js';
import { vectors } from './notes-vectors.fixture.js';
import { encodeNote, signatureLine } from './sign-note.js';
import { newSigningKey, parseSigningKey } from './signing-key.js';
import { parseVerifierKey } from './verifier-key.js';
import { trustedSignatures, verifyNote } from './verify-note.js';

// The example of golang.org/x/mod/sumdb/note's documentation.
const secret = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';
const publicText = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const line =
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=';
const bytes = (note: string) => Buffer.from(note);

describe('a signed note', () => {
  it("is signed as Go's example is", () => {
    const key = parseSigningKey(secret);
    expect(key.verifier.text).toBe(publicText);
    expect(signatureLine(text, key)).toBe(line);
    expect(Buffer.from(encodeNote(text, [line])).toString()).toBe(`${text}\n${line}\n`);
  });

  it.each(vectors.judged)('is judged as Go does: $what', ({ note, good }) => {
    const judge = () => verifyNote(parseNote(bytes(note)), [parseVerifierKey(vectors.logKey)]);
    if (good) expect(judge().length).toBeGreaterThan(0);
    else expect(judge).toThrow(expect.objectContaining({ name: 'NoteRefused' }));
  });

  it('says whose signature is missing, and whose is false', () => {
    const stranger = newSigningKey({ name: 'log.example/one' }).verifier;
    const judge = (what: string, keys = [parseVerifierKey(vectors.logKey)]) =>
      verifyNote(parseNote(bytes(vectors.judged.find((one) => one.what === what)?.note ?? '')), keys);
    expect(() => judge('as signed', [stranger])).toThrow(/it is signed by log\.example\/one\+752d45a7, not by log/);
    expect(() => judge('text changed')).toThrow(expect.objectContaining({ code: 'bad-signature' }));
  });

  it('takes cosignatures by a known witness and passes over the rest', () => {
    const note = parseNote(bytes(vectors.cosigned));
    expect(trustedSignatures(note, [parseVerifierKey(vectors.witnessKey)])).toHaveLength(1);
    expect(trustedSignatures(note, [newSigningKey({ name: 'x', type: COSIGNATURE_V1 }).verifier])).toEqual([]);
  });

  it('never takes a note with one byte changed', () => {
    const key = parseVerifierKey(vectors.logKey);
    const sound = bytes(vectors.checkpoint);
    fc.assert(
      fc.property(fc.nat(sound.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const note = Buffer.from(sound);
        note[at] = (note[at] as number) ^ change;
        expect(() => verifyNote(parseNote(note), [key])).toThrow(expect.objectContaining({ name: 'NoteRefused' }));
      }),
    );
  });

  it('is read in bounded size', () => {
    expect(() => parseNote(Buffer.alloc(64 * 1024 + 1, 10))).toThrow(/65536 is the most/);
    expect(() => parseNote(Buffer.from([0xff, 10, 10, 10]))).toThrow(/not UTF-8/);
  });
});

describe('a key', () => {
  it.each(vectors.judgedKeys)('is judged as Go does: $what', ({ note, good }) => {
    if (good) expect(parseVerifierKey(note).text).toBe(note);
    else expect(() => parseVerifierKey(note)).toThrow(expect.objectContaining({ code: 'malformed' }));
  });

  it('keeps its secret to itself when it is malformed', () => {
    expect(() => parseSigningKey(`${secret}x`)).toThrow(/^not a signing key/);
    expect(() => parseSigningKey(secret.replace('c74f', 'c74e'))).toThrow(
      /^the signing key PeterNeumann does not have/,
    );
  });

  it.each(['', 'a b', 'a+b', 'a\u3000b', 'a\nb'])('has no name like %j', (name) => {
    expect(() => newSigningKey({ name })).toThrow(RangeError);
  });

  it('comes back from its own text', () => {
    const key = newSigningKey({ name: 'log.example/two' });
    expect(parseSigningKey(key.secretText).verifier).toEqual(key.verifier);
  });
});
