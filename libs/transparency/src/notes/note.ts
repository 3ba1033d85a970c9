import { decodeBase64 } from './base64.js';
import { isKeyName, KEY_ID_BYTES } from './key-id.js';
import { malformed } from './note-refused.js';

/** Post-quantum cosignatures included, far more than a log has witnesses. */
export const MAX_NOTE_BYTES = 64 * 1024;
/** The standard asks for 16 at least. */
export const MAX_SIGNATURES = 100;

export interface NoteSignature {
  readonly name: string;
  /** 8 hex digits. */
  readonly keyId: string;
  /** Behind the key id. */
  readonly bytes: Uint8Array;
  /** The whole line, without its newline. */
  readonly line: string;
}

/** A signed text (C2SP signed-note) that nobody has checked yet. */
export interface Note {
  /** With its last newline, without the empty line. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/;

/** Valid UTF-8 without control characters but newlines. @throws NoteRefused malformed */
export function noteText(bytes: Uint8Array, maxBytes = MAX_NOTE_BYTES): string {
  if (bytes.length > maxBytes) throw malformed(`${bytes.length} bytes: ${maxBytes} is the most`);
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    throw malformed('not UTF-8');
  }
  if (CONTROL.test(text)) throw malformed('it holds control characters');
  return text;
}

/** @throws NoteRefused malformed */
export function parseNote(bytes: Uint8Array): Note {
  const whole = noteText(bytes);
  const split = whole.lastIndexOf('\n\n');
  if (split < 0) throw malformed('there is no empty line before signatures');
  return { text: whole.slice(0, split + 1), signatures: parseSignatureLines(whole.slice(split + 2)) };
}

/** @throws NoteRefused malformed */
export function parseSignatureLines(text: string): readonly NoteSignature[] {
  if (!text.endsWith('\n')) throw malformed('it does not end in signature lines');
  const lines = text.slice(0, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) throw malformed(`${lines.length} signatures: ${MAX_SIGNATURES} are the most`);
  return lines.map(parseSignatureLine);
}

function parseSignatureLine(line: string): NoteSignature {
  const [, name, encoded] = /^— (\S+) (\S+)$/.exec(line) ?? [];
  const bytes = encoded === undefined ? undefined : decodeBase64(encoded);
  if (name === undefined || !isKeyName(name) || bytes === undefined || bytes.length <= KEY_ID_BYTES) {
    throw malformed(`not a signature line: ${JSON.stringify(line.slice(0, 80))}`);
  }
  const keyId = Buffer.from(bytes.subarray(0, KEY_ID_BYTES)).toString('hex');
  return { name, keyId, bytes: bytes.subarray(KEY_ID_BYTES), line };
}
