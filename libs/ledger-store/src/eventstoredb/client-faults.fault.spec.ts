import { createRequire } from 'node:module';
import { expect, it } from '@jest/globals';
import { startFakeEventStore, startProcess } from '@tallystick/testing';

/**
 * Why appends do not go through the client's own `appendToStream` (ADR 0014): all appends of a process wait in one
 * table. When a later version of the client passes this, AppendStream may go.
 */
it('the client by itself fails appends to a sound server when another connection breaks', async () => {
  const [breaking, sound] = await Promise.all([startFakeEventStore(), startFakeEventStore()]);
  try {
    await sound.faults.delay({ afterCommitMs: 2_000 });
    await breaking.faults.onAppend({ when: 'before-commit', then: 'cut' });
    const client = createRequire(import.meta.url).resolve('@eventstore/db-client');
    const script = `
      const { EventStoreDBClient, jsonEvent } = require(${JSON.stringify(client)});
      const [breaking, sound] = process.argv.slice(1).map((url) => EventStoreDBClient.connectionString(url));
      const event = () => jsonEvent({ type: 'Happened', data: {} });
      sound.appendToStream('a', event()).then(() => console.log('sound: stored'), (e) => console.log('sound: ' + e.type));
      setTimeout(() => breaking.appendToStream('a', event()).catch((e) => console.log('breaking: ' + e.type)), 200);
      setTimeout(() => process.exit(0), 20_000);`;
    const running = await startProcess({ args: ['-e', script, breaking.url, sound.url], ready: null });
    const { code } = await running.exited;
    expect(running.stdout()).toContain('breaking: unavailable');
    expect(running.stdout()).toContain('sound: unavailable');
    // And the late answer, which nobody waits for any more, ends the process.
    expect(running.stderr()).toContain('TypeError');
    expect(code).not.toBe(0);
  } finally {
    await Promise.all([breaking.stop(), sound.stop()]);
  }
});
