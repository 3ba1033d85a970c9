import { join } from 'node:path';
import { freePort } from '../free-port.js';
import { selfSignedCertificate } from '../self-signed-certificate.js';
import type { KafkaOptions, SecureListener } from './kafka-server.js';

interface SecureParts {
  readonly listener: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly face: SecureListener;
}

/** A listener with TLS (a certificate of its own, made in `dir`) and SASL/PLAIN for one user. */
export async function secureListener(
  dir: string,
  { username, password }: NonNullable<KafkaOptions['secure']>,
): Promise<SecureParts> {
  const [port, { file, certificate, key }] = await Promise.all([freePort(), selfSignedCertificate(join(dir, 'tls'))]);
  const login = 'org.apache.kafka.common.security.plain.PlainLoginModule required';
  return {
    listener: `SASL_SSL://127.0.0.1:${port}`,
    settings: {
      'sasl.enabled.mechanisms': 'PLAIN',
      'listener.name.sasl_ssl.plain.sasl.jaas.config': `${login} user_${username}="${password}";`,
      'ssl.keystore.type': 'PEM',
      'ssl.keystore.certificate.chain': propertyText(certificate),
      'ssl.keystore.key': propertyText(key),
    },
    face: { brokerList: `127.0.0.1:${port}`, caFile: file },
  };
}

/** A value of several lines on one line of a Java properties file. */
const propertyText = (pem: Buffer): string => pem.toString().trim().replaceAll('\n', '\\n');
