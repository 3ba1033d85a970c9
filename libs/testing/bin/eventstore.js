#!/usr/bin/env node
/**
 * The fake EventStoreDB in a process of its own, for tests that kill it and to try things with; Ctrl-C ends it. What it
 * acknowledged lies in the data folder and is there again after the next start.
 *   node libs/testing/bin/eventstore.js [--port 2113] [--data-dir D] [--tls] [--username U --password P]
 * Prints the connection string, and the address that takes faults (libs/testing/src/eventstore/fake/faults.ts).
 */
import { parseArgs } from 'node:util';
import { runFakeEventStore } from '../dist/index.js';

const text = { type: 'string' };
const { values } = parseArgs({
  options: {
    port: { ...text, default: '2113' },
    'data-dir': { ...text, default: './data/fake-eventstore' },
    tls: { type: 'boolean', default: false },
    username: text,
    password: text,
    'max-append-bytes': text,
    'live-buffer': text,
    'recent-ids': text,
    'appends-per-system-event': text,
  },
});
const number = (name) => (values[name] === undefined ? undefined : Number(values[name]));
const { url, control } = await runFakeEventStore({
  port: number('port'),
  dataDir: values['data-dir'],
  tls: values.tls,
  credentials: values.username === undefined ? undefined : { username: values.username, password: values.password },
  maxAppendBytes: number('max-append-bytes'),
  liveBuffer: number('live-buffer'),
  recentIds: number('recent-ids'),
  appendsPerSystemEvent: number('appends-per-system-event'),
});
console.log(`EVENTSTORE_URL=${url}\nCONTROL_URL=${control}`);
