import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { NoteRefused, parseCheckpointText, parseNote, parseProofFile } from '@tallystick/transparency';
import { CliFailure, EXIT, failureLine } from '../failure.js';
import { grouped } from '../output/numbers.js';
import type { Terminal } from '../output/terminal.js';
import { httpCall } from '../sending/http-call.js';

export interface ProveOptions {
  readonly source: string;
  readonly id: string;
  readonly out: string;
  /** The ledger service. */
  readonly from: string;
  readonly token?: string;
}

const REQUEST_TIMEOUT_MS = 30_000;
/** A checkpoint covers an event about a second after it was recorded. */
const MAX_TRIES = 10;
const AGAIN_MS = 500;

/** `tallystick prove`: a proof file of one event, for `verify --proof`, anywhere and without a network. */
export async function prove(terminal: Terminal, { source, id, out, from, token }: ProveOptions): Promise<number> {
  const url = `${from.replace(/\/+$/, '')}/v1/log/proof?${new URLSearchParams({ source, id })}`;
  const proof = await fetchProof(terminal, url, token);
  const { index, size, origin } = described(proof, from);
  try {
    await writeFile(out, proof);
  } catch (error) {
    throw new CliFailure(`cannot write ${out}: ${failureLine(error)}`);
  }
  terminal.say(`${out}: entry ${index} of ${grouped(size)} of the log ${origin}`);
  terminal.say(`Check it anywhere with: tallystick verify --proof ${out} --key VERIFIER-KEY`);
  terminal.document({ out, index, size, origin });
  return EXIT.ok;
}

async function fetchProof(terminal: Terminal, url: string, token: string | undefined): Promise<string> {
  for (let tries = 1; ; tries += 1) {
    const { status, body } = await httpCall({ method: 'GET', url, token, timeoutMs: REQUEST_TIMEOUT_MS }).catch(
      (error: unknown) => {
        throw new CliFailure(`${url} does not answer (${failureLine(error)}): is the ledger running?`);
      },
    );
    if (status === 200) return body;
    if (status === 404) throw new CliFailure('there is no event with this source and id in the ledger');
    if (status === 401) throw new CliFailure('the ledger asks for a key: set TALLYSTICK_TOKEN');
    if (status !== 503 || tries === MAX_TRIES)
      throw new CliFailure(`the ledger answered ${status}: ${body.slice(0, 300)}`);
    terminal.note('not yet under a checkpoint, asking again');
    await sleep(AGAIN_MS);
  }
}

function described(proof: string, from: string): { index: number; size: number; origin: string } {
  try {
    const { index, checkpoint } = parseProofFile(Buffer.from(proof));
    const { size, origin } = parseCheckpointText(parseNote(checkpoint).text);
    return { index, size, origin };
  } catch (error) {
    if (!(error instanceof NoteRefused)) throw error;
    throw new CliFailure(`${from} does not answer with a proof file: ${error.message}`);
  }
}
