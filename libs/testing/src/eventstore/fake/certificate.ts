import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Certificate {
  /** The certificate is its own authority: clients are given this file. */
  readonly file: string;
  readonly certificate: Buffer;
  readonly key: Buffer;
}

const IP = 7;
const DNS = 2;

/** A self-signed certificate for this machine, made in `dir` once. */
export async function selfSignedCertificate(dir: string): Promise<Certificate> {
  const [file, keyFile] = [join(dir, 'certificate.pem'), join(dir, 'key.pem')];
  if (!existsSync(file)) {
    // Only here: most tests do without TLS.
    const { generate } = await import('selfsigned');
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'fake-event-store' }], {
      keyType: 'ec',
      algorithm: 'sha256',
      extensions: [
        { name: 'basicConstraints', cA: true },
        {
          name: 'subjectAltName',
          altNames: [
            { type: DNS, value: 'localhost' },
            { type: IP, ip: '127.0.0.1' },
          ],
        },
      ],
    });
    await mkdir(dir, { recursive: true });
    await writeFile(keyFile, key, { mode: 0o600 });
    await writeFile(file, cert);
  }
  return { file, certificate: await readFile(file), key: await readFile(keyFile) };
}
