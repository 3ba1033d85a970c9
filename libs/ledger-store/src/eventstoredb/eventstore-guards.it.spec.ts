import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EventStoreDBClient } from '@eventstore/db-client';
import { startFakeEventStore, waitUntil, type FakeEventStore, type FakeEventStoreOptions } from '@tallystick/testing';
import { newEvents } from '../contract.js';
import { LedgerRefused, LedgerUnavailable, START, type LedgerStore, type Revision } from '../index.js';
import { openEventStoreLedger, type EventStoreLedgerOptions } from './open-eventstore-ledger.js';

const rev = (n: number): Revision => BigInt(n) as Revision;

describe('what an EventStoreDB ledger is held to', () => {
  let server: FakeEventStore;
  let client: EventStoreDBClient;
  const opened: LedgerStore[] = [];

  beforeEach(() => startServer());
  afterEach(() => stopServer());

  async function startServer(options: FakeEventStoreOptions = {}): Promise<void> {
    server = await startFakeEventStore(options);
    client = EventStoreDBClient.connectionString(server.url);
  }

  async function stopServer(): Promise<void> {
    await Promise.all(opened.splice(0).map((ledger) => ledger.close()));
    await client.dispose();
    await server.stop();
  }

  async function open(options: Partial<EventStoreLedgerOptions> = {}): Promise<LedgerStore> {
    const ledger = await openEventStoreLedger({ url: server.url, isOurs: () => true, ...options });
    opened.push(ledger);
    return ledger;
  }

  async function refusal(options: Partial<EventStoreLedgerOptions> = {}): Promise<string> {
    const error = await open(options).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(LedgerRefused);
    expect((error as Error).message).not.toMatch(/\n|s3cret/);
    return (error as Error).message;
  }

  it('is one ledger for all that open it at once, and holds nothing at first', async () => {
    const ledgers = await Promise.all(Array.from({ length: 8 }, () => open()));
    expect(new Set(ledgers.map(({ ledgerId }) => ledgerId)).size).toBe(1);
    const founded = [];
    for await (const { event } of client.readStream('tallystick-ledger')) founded.push(event);
    expect(founded).toHaveLength(1);
    expect(await ledgers[0]!.tail()).toBe(START);
    await server.restart();
    expect((await open()).ledgerId).toBe(ledgers[0]!.ledgerId);
  });

  it('refuses a server that holds another ledger, or none, when it is told which to expect', async () => {
    const { ledgerId } = await open();
    expect((await open({ ledgerId })).ledgerId).toBe(ledgerId);
    expect(await refusal({ ledgerId: 'other' })).toMatch(`holds ledger ${ledgerId}, this is ledger other`);
    await server.restart({ keepData: false });
    expect(await refusal({ ledgerId })).toMatch('holds no ledger');
    expect((await open()).ledgerId).not.toBe(ledgerId);
  });

  it('writes nothing to a server whose data was replaced while it ran', async () => {
    const ledger = await open();
    await ledger.append('a', newEvents(1), 'no-stream');
    await server.restart({ keepData: false });
    const refused = await waitUntil(async () => {
      const error = await ledger.append('b', newEvents(1), 'no-stream').catch((e: unknown) => e as Error);
      expect(error).toBeInstanceOf(LedgerUnavailable);
      return error as LedgerUnavailable;
    });
    expect(refused.message).toMatch(/holds no ledger, .*; bring the right one back/);
    await expect(ledger.tail()).rejects.toThrow(/holds no ledger/);
    await open(); // somebody founds another one there
    await waitUntil(() =>
      ledger.tail().then(
        () => false,
        (error: Error) => /holds ledger/.test(error.message),
      ),
    );
    await expect(ledger.append('b', newEvents(1), 'no-stream')).rejects.toThrow(/holds ledger .*, this is ledger/);
    await expect(client.readStream('b')[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      type: 'stream-not-found',
    });
  });

  it.each([
    ['$maxAge', { maxAge: 3_600 }],
    ['$maxCount', { maxCount: 10 }],
    ['$tb', { truncateBefore: 5 }],
  ])('refuses a stream with %s, at the start and before the first append', async (name, metadata) => {
    await client.setStreamMetadata('a', metadata);
    expect(await refusal({ checkStreams: ['b', 'a'] })).toMatch(`stream a has ${name} = `);
    const ledger = await open();
    const refused = ledger.append('a', newEvents(1), 'no-stream');
    await expect(refused).rejects.toThrow(`stream a has ${name} = `);
    await expect(refused).rejects.toBeInstanceOf(LedgerUnavailable);
    await ledger.append('b', newEvents(1), 'no-stream');
    await client.setStreamMetadata('a', {});
    await ledger.append('a', newEvents(1), 'no-stream');
  });

  it('refuses retention on the stream that holds its id, and a stream that lacks its beginning', async () => {
    const ledger = await open();
    await ledger.append('a', newEvents(5), 'no-stream');
    await client.setStreamMetadata('a', { truncateBefore: 3 });
    await client.setStreamMetadata('a', { maxAge: 1 });
    await client.setStreamMetadata('a', { truncateBefore: 3 });
    expect(await refusal({ checkStreams: ['a'] })).toMatch(/stream a has \$tb = 3/);
    await client.setStreamMetadata('tallystick-ledger', { maxCount: 1 });
    expect(await refusal()).toMatch(/stream tallystick-ledger has \$maxCount = 1/);
  });

  it('notices retention that is set while it runs', async () => {
    const ledger = await open();
    await ledger.append('a', newEvents(1), 'no-stream');
    const position = await ledger.tail();
    await client.setStreamMetadata('a', { maxCount: 10 });
    await ledger.readAll({ after: position, limit: 10 }); // as the identity index does at each wake-up
    await expect(ledger.append('a', newEvents(1), rev(0))).rejects.toThrow(/stream a has \$maxCount = 10/);
  });

  it('says so when a stream was deleted for good', async () => {
    const ledger = await open();
    await ledger.append('a', newEvents(1), 'no-stream');
    await client.tombstoneStream('a');
    await expect(ledger.append('a', newEvents(1), rev(0))).rejects.toThrow(/stream a was deleted for good/);
    expect(await refusal({ checkStreams: ['a'] })).toMatch(/stream a was deleted for good/);
  });

  it('speaks TLS with a name and a password, and never repeats the password', async () => {
    await stopServer();
    await startServer({ tls: true, credentials: { username: 'tally', password: 's3cret' } });
    const ledger = await open();
    await ledger.append('a', newEvents(1), 'no-stream');
    expect(await refusal({ url: server.url.replace('s3cret', 'wr0ng') })).toMatch(/this user may not/);
    await server.restart();
    await waitUntil(() => ledger.tail());
  });

  it.each([
    ['http://u:s3cret@h:2113', /not of the form esdb:/],
    ['esdb://u:s3cret@h:2113?tlsVerifyCert=false', /option tlsVerifyCert cannot be used/],
    ['esdb://u:s3cret@h:2113?wat=s3cret', /option wat cannot be used/],
    ['esdb://u:s3cret@h:port', /port number is expected/],
    ['esdb://u:s3cret@h:2113?tlsCAFile=/nowhere/ca.crt', /certificate file/],
  ])('refuses %s', async (url, says) => {
    expect(await refusal({ url })).toMatch(says);
  });

  it('knows KurrentDB’s name for the same string', async () => {
    await open({ url: server.url.replace('esdb:', 'kurrentdb:') });
  });
});
