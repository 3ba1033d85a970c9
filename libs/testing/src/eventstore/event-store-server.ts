import type { AppendFault, Delays } from './fake/faults.js';

/** An EventStoreDB for tests. */
export interface EventStoreServer {
  /** Connection string for @eventstore/db-client. */
  readonly url: string;
  readonly kind: 'real' | 'docker' | 'fake';
  /** SIGKILL. @throws Error when the server is not ours (`real`) */
  kill(): Promise<void>;
  /** Starts the same server again, at the same address and with its data unless told otherwise; ends it first if it runs. */
  restart(options?: { keepData?: boolean }): Promise<void>;
  /** Ends the server and removes its data. One that is not ours is left alone. */
  stop(): Promise<void>;
}

/** Our own server that speaks the protocol, with faults by command. */
export interface FakeEventStore extends EventStoreServer {
  readonly kind: 'fake';
  readonly faults: EventStoreFaults;
  /** False after `kill` or a fault that killed it. */
  isRunning(): boolean;
}

/** Faults hold for the running server: a restart forgets them. */
export interface EventStoreFaults {
  onAppend(fault: AppendFault): Promise<void>;
  delay(delays: Delays): Promise<void>;
  /** Resets every open connection. */
  cutConnections(): Promise<void>;
  /** Resets open and new connections while true. */
  refuseConnections(refuse: boolean): Promise<void>;
  clear(): Promise<void>;
}
