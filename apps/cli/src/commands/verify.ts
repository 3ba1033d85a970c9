import { readFile } from 'node:fs/promises';
import { NoteRefused, openCheckpoint, parseWitnessKey, type VerifierKey } from '@tallystick/transparency';
import { auditLog, type Audited } from '../audit/audit-log.js';
import { checkProof } from '../audit/check-proof.js';
import type { EarlierCheckpoint } from '../audit/earlier-checkpoint.js';
import { LastSeen } from '../audit/last-seen.js';
import { logSource } from '../audit/log-source.js';
import { verifierKeys } from '../audit/verifier-keys.js';
import { exitCodeOf, verdictOf } from '../audit/verdict.js';
import { CliFailure, failureLine } from '../failure.js';
import { grouped } from '../output/numbers.js';
import { progressFor } from '../output/progress.js';
import type { Terminal } from '../output/terminal.js';

export interface VerifyOptions {
  readonly log?: string;
  readonly proof?: string;
  readonly key: string;
  readonly since?: string;
  readonly witness?: readonly string[];
  readonly state: string;
  readonly token?: string;
}

/** `tallystick verify`. @returns 0 sound, 1 tampering shown, 2 could not check */
export async function verify(terminal: Terminal, options: VerifyOptions): Promise<number> {
  const { log, proof } = options;
  if ((log === undefined) === (proof === undefined)) throw new CliFailure('give either --log or --proof');
  const keys = verifierKeys(options.key);
  const witnesses = (options.witness ?? []).map(witnessKey);
  try {
    return log === undefined
      ? await checkProof(terminal, proof as string, keys, witnesses)
      : await checkLog(terminal, { ...options, log }, keys, witnesses);
  } catch (error) {
    const verdict = verdictOf(error);
    terminal.say(verdict.sentence);
    terminal.document({ ...verdict, ...(log === undefined ? { proof } : { log }) });
    return exitCodeOf(verdict);
  }
}

async function checkLog(
  terminal: Terminal,
  { log, since, state, token }: VerifyOptions & { readonly log: string },
  keys: readonly VerifierKey[],
  witnesses: readonly VerifierKey[],
): Promise<number> {
  const source = logSource(log, token);
  const lastSeen = new LastSeen(state);
  const before = await lastSeen.of(keys);
  const earlier: EarlierCheckpoint[] = [];
  if (since !== undefined) earlier.push(await checkpointFile(since, keys));
  if (before !== undefined) earlier.push({ what: 'the one that was seen here before', checkpoint: before });
  const progress = progressFor(terminal);
  let audited: Audited;
  try {
    audited = await auditLog({
      source,
      keys,
      witnesses,
      earlier,
      onStart: ({ size }) => progress.start('checking', size, 'entries'),
      onProgress: (entries) => progress.at(entries, source.files.place),
    });
  } finally {
    progress.end();
  }
  await lastSeen.remember(audited.checkpoint, audited.note);
  report(terminal, log, audited, earlier);
  return exitCodeOf({ verdict: 'sound', sentence: '' });
}

function report(
  terminal: Terminal,
  log: string,
  { checkpoint, vouched, ledgerCompared }: Audited,
  earlier: readonly EarlierCheckpoint[],
): void {
  const { origin, size, signedBy } = checkpoint;
  const root = Buffer.from(checkpoint.root).toString('base64');
  const sentence = [
    `SOUND: all ${grouped(size)} entries of the log ${origin} are exactly those that it signed`,
    ...(ledgerCompared ? ['the ledger beside it holds the same'] : []),
    earlier.length === 0
      ? 'it was never looked at from here before, so that from now on any change is noticed'
      : 'nothing that it showed before was changed, dropped, moved or inserted',
  ].join('; ');
  terminal.say(`${sentence}.`);
  terminal.say(`  size  ${size}`);
  terminal.say(`  root  ${root}`);
  for (const { witness, size: upTo, at } of vouched) {
    terminal.say(`  witness ${witness} vouched for the first ${grouped(upTo)} entries at ${at}`);
  }
  if (earlier.length === 0 && vouched.length === 0) {
    terminal.say(
      'A history rewritten before today and signed again by the log itself would not be noticed: that takes an',
    );
    terminal.say('older checkpoint (--since) or a witness (--witness).');
  }
  terminal.document({
    verdict: 'sound',
    sentence: `${sentence}.`,
    log,
    origin,
    size,
    root,
    signedBy: signedBy.map(({ text }) => text),
    since: earlier.map(({ checkpoint: { size: oldSize } }) => oldSize),
    witnesses: vouched,
    ledgerCompared,
  });
}

async function checkpointFile(path: string, keys: readonly VerifierKey[]): Promise<EarlierCheckpoint> {
  try {
    return { what: `the checkpoint in ${path}`, checkpoint: openCheckpoint(await readFile(path), keys) };
  } catch (error) {
    throw new CliFailure(`--since ${path} cannot be used: ${failureLine(error)}`);
  }
}

function witnessKey(text: string): VerifierKey {
  try {
    return parseWitnessKey(text);
  } catch (error) {
    if (!(error instanceof NoteRefused)) throw error;
    throw new CliFailure(`--witness: ${error.message}`);
  }
}
