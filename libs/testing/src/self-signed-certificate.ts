import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface Certificate {
  /** The certificate is its own authority: clients are given this file. */
  readonly file: string;
  readonly certificate: Buffer;
  readonly key: Buffer;
}

/**
 * A self-signed certificate for this machine, made in `dir` once.
 * @throws Error when there is no `openssl`: Node can use certificates, not make them
 */
export async function selfSignedCertificate(dir: string): Promise<Certificate> {
  const [file, keyFile] = [join(dir, 'certificate.pem'), join(dir, 'key.pem')];
  if (!existsSync(file)) {
    await mkdir(dir, { recursive: true });
    await promisify(execFile)('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30'],
      ...['-subj', '/CN=tallystick-tests', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
      ...['-keyout', keyFile, '-out', file],
    ]);
  }
  return { file, certificate: await readFile(file), key: await readFile(keyFile) };
}
