import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import {
  COSIGNATURE_V1,
  ED25519,
  loadSigningKeys,
  MemoryInUse,
  NoteRefused,
  openSqliteWitnessMemory,
  type VerifierKey,
} from '@tallystick/transparency';
import { verifierKeys } from '../audit/verifier-keys.js';
import { CliFailure, EXIT, failureLine } from '../failure.js';
import type { Terminal } from '../output/terminal.js';
import { addressOf } from '../services/addresses.js';
import { awaitSignal } from '../services/until-signal.js';
import { witnessRequests } from '../witness/witness-requests.js';

export interface WitnessOptions {
  /** `host:port` */
  readonly listen: string;
  readonly key: string;
  readonly log: readonly string[];
  readonly name: string;
}

/** `tallystick witness`: cosigns what is consistent with all that it cosigned before, until a signal. */
export async function witness(terminal: Terminal, options: WitnessOptions): Promise<number> {
  const { host, port } = listenAddress(options.listen);
  const logs = options.log.flatMap(verifierKeys);
  const notALog = logs.find(({ type }) => type !== ED25519);
  if (notALog) throw new CliFailure(`--log: ${notALog.name} is a witness's key, not a log's`);
  const key = await witnessKey(options);
  const memory = opened(`${options.key}.memory`);
  const signal = awaitSignal();
  try {
    const server = createServer(
      { requestTimeout: 10_000, headersTimeout: 10_000 },
      witnessRequests({ key, logs, memory, nowSeconds: () => Math.floor(Date.now() / 1_000) }, terminal),
    );
    server.maxConnections = 256;
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error) =>
        reject(new CliFailure(`cannot listen on ${options.listen}: ${failureLine(error)}`)),
      );
      server.listen(port, host, resolve);
    });
    announce(terminal, addressOf(host, (server.address() as AddressInfo).port), key.verifier, logs);
    await signal.received;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    return EXIT.ok;
  } finally {
    signal.release();
    memory.close();
  }
}

function announce(terminal: Terminal, url: string, key: VerifierKey, logs: readonly VerifierKey[]): void {
  terminal.say(`Witness of ${logs.map(({ name }) => name).join(', ')} at ${url}`);
  terminal.say(`  verifier key, for whoever checks the log:  ${key.text}`);
  terminal.say(`  for the ledger:  TALLYSTICK_WITNESSES=${url}#${key.text}`);
  terminal.document({ url, key: key.text, logs: logs.map(({ text }) => text) });
}

async function witnessKey({ key: path, name }: WitnessOptions) {
  try {
    const [key] = await loadSigningKeys({ path, name, type: COSIGNATURE_V1 });
    if (key.verifier.type === COSIGNATURE_V1) return key;
  } catch (error) {
    if (error instanceof NoteRefused) throw new CliFailure(error.message);
    throw new CliFailure(`cannot read or make the key ${join(dirname(path), '')} (${failureLine(error)})`);
  }
  throw new CliFailure(`${path} holds a log's key: a witness needs one of its own (give a file that does not exist)`);
}

function opened(file: string) {
  try {
    return openSqliteWitnessMemory(file);
  } catch (error) {
    if (error instanceof MemoryInUse) throw new CliFailure(error.message);
    throw new CliFailure(`the witness's memory ${file} cannot be opened: ${failureLine(error)}`);
  }
}

function listenAddress(text: string): { host: string; port: number } {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(text) ?? [];
  if (port === undefined || Number(port) > 65_535)
    throw new CliFailure(`--listen ${text}: give host:port, for example 127.0.0.1:7380`);
  return { host: bracketed ?? (plain || '127.0.0.1'), port: Number(port) };
}
