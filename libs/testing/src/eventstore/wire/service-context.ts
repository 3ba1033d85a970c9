import type { Database } from '../database/database.js';
import type { Faults } from '../fake/faults.js';
import type { Credentials } from './credentials.js';

/** What the calls of one running server share. */
export interface ServiceContext {
  readonly database: Database;
  readonly faults: Faults;
  readonly maxAppendBytes: number;
  /** Events that a live subscription may be behind what its connection takes. */
  readonly liveBuffer: number;
  readonly credentials?: Credentials;
}
