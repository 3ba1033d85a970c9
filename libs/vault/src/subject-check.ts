/** 256 code points of at most 4 bytes; also what an LMDB key can hold. */
const MAX_SUBJECT_BYTES = 1_024;

/** A caller's mistake. The text must never hold the subject itself. */
export function assertSubject(subject: string): void {
  const short = subject.length > 0 && subject.length * 3 <= MAX_SUBJECT_BYTES;
  if (short) return;
  const bytes = Buffer.byteLength(subject);
  if (bytes === 0 || bytes > MAX_SUBJECT_BYTES) throw new TypeError(`a subject of ${bytes} bytes: 1-1024 are needed`);
}
