import type { Metadata, ServiceError } from '@grpc/grpc-js';
import { accessDenied, notAuthenticated } from './refusals.js';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** null when the call may go on; without credentials in the settings every call may. */
export function refuseCaller(metadata: Metadata, credentials: Credentials | undefined): ServiceError | null {
  if (credentials === undefined) return null;
  const [given] = metadata.get('authorization');
  if (given === undefined) return accessDenied();
  const { username, password } = credentials;
  return given === `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` ? null : notAuthenticated();
}
