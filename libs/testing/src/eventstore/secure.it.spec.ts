import { AccessDeniedError, NO_STREAM } from '@eventstore/db-client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect, disconnectAll, event, idsIn } from './client.fixture.js';
import type { FakeEventStore } from './event-store-server.js';
import { startFakeEventStore } from './start-fake-event-store.js';

describe('a server with TLS and credentials', () => {
  const credentials = { username: 'tallystick', password: 's3cr:t/@' };
  let store: FakeEventStore;
  const append = (url: string) => connect(url).appendToStream('s', [event(1)], { expectedRevision: NO_STREAM });

  beforeAll(async () => {
    store = await startFakeEventStore({ tls: true, credentials });
  });
  afterAll(async () => {
    await disconnectAll();
    await store.stop();
  });

  it('takes those that its url names', async () => {
    await append(store.url);
    expect(await idsIn(connect(store.url), 's')).toHaveLength(1);
  });

  it.each([
    ['none', ''],
    ['others', 'tallystick:wrong@'],
  ])('refuses a caller with %s', async (_which, who) => {
    const url = store.url.replace(/(?<=esdb:\/\/).*@/, who);
    await expect(append(url)).rejects.toBeInstanceOf(AccessDeniedError);
    await expect(idsIn(connect(url), 's')).rejects.toBeInstanceOf(AccessDeniedError);
  });

  it('is not trusted without its certificate, nor reached without TLS', async () => {
    await expect(append(store.url.replace(/&tlsCAFile=.*/, ''))).rejects.toThrow('UNAVAILABLE');
    await expect(append(store.url.replace(/tls=true.*/, 'tls=false'))).rejects.toThrow('UNAVAILABLE');
  });

  it('refuses to ask for credentials without TLS, since the client does not send them', async () => {
    await expect(startFakeEventStore({ credentials })).rejects.toThrow('by TLS only');
  });
});

describe('discovery', () => {
  it('finds the one server of a cluster of one', async () => {
    const store = await startFakeEventStore();
    const client = connect(store.url.replace('esdb://', 'esdb+discover://'));
    await client.appendToStream('s', [event(1)], { expectedRevision: NO_STREAM });
    expect(await idsIn(client, 's')).toHaveLength(1);
    await disconnectAll();
    await store.stop();
  });
});
