import { describe, expect, it } from '@jest/globals';
import { COSIGNATURE_V1 } from '../notes/key-id.js';
import { parseNote } from '../notes/note.js';
import { vectors } from '../notes/notes-vectors.fixture.js';
import { newSigningKey } from '../notes/signing-key.js';
import { parseVerifierKey } from '../notes/verifier-key.js';
import { verifyNote } from '../notes/verify-note.js';
import { cosignatureLine, cosignedAt } from './cosignature.js';

const witness = newSigningKey({
  name: 'witness.example/w1',
  type: COSIGNATURE_V1,
  seed: Buffer.from(vectors.witnessSeed, 'base64'),
});
const note = parseNote(Buffer.from(vectors.cosigned));

describe('a cosignature', () => {
  it('is made as torchwood makes it, to the byte', () => {
    expect(witness.verifier.text).toBe(vectors.witnessKey);
    expect(cosignatureLine(note.text, witness, vectors.cosignedAt)).toBe(note.signatures[1]?.line);
  });

  it('is checked, and tells its time', () => {
    const [verified] = verifyNote(note, [parseVerifierKey(vectors.witnessKey)]);
    expect(cosignedAt(verified?.signature.bytes ?? new Uint8Array())).toBe(vectors.cosignedAt);
  });

  it('does not hold for another time, another text or cut short', () => {
    const line = cosignatureLine(note.text, witness, 1_679_315_147);
    const [signature] = parseNote(Buffer.from(`${note.text}\n${line}\n`)).signatures;
    const bytes = Buffer.from(signature?.bytes ?? []);
    const later = Buffer.from(bytes);
    later[7] = (later[7] as number) + 1;
    const judge = (text: string, changed: Uint8Array) => () =>
      verifyNote({ text, signatures: [{ ...signature!, bytes: changed }] }, [witness.verifier]);
    expect(judge(note.text, bytes)()).toHaveLength(1);
    for (const wrong of [
      judge(note.text, later),
      judge(note.text.replace('\n5\n', '\n6\n'), bytes),
      judge(note.text, bytes.subarray(0, 71)),
      judge(note.text, bytes.subarray(8)),
    ]) {
      expect(wrong).toThrow(expect.objectContaining({ code: 'bad-signature' }));
    }
  });

  it('is not made by a log’s key', () => {
    expect(() => cosignatureLine(note.text, newSigningKey({ name: 'log' }), 1)).toThrow(RangeError);
  });
});
