import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  canonicalDecision,
  decisionMetadata,
  decisionStream,
  eventKeyOf,
  eventKeyText,
  PRICE_LISTED,
  USAGE_CORRECTED,
  USAGE_RECORDED,
} from '@tallystick/events';
import { memoryLedger, type LedgerStore } from '@tallystick/ledger-store';
import { openPgliteReadModels } from '@tallystick/read-models';
import { tempDir, waitUntil, type TempDir } from '@tallystick/testing';
import { parse } from 'csv-parse/sync';
import { parquetReadObjects } from 'hyparquet';
import { testProjector, type TestProjector } from '../testing/test-projector.fixture.js';
import { ScenarioWriter, type Told } from '../testing/usage-scenario.fixture.js';
import { ROWS_A_PAGE } from './export-table.js';

/** What spreadsheets, SQL, CSV and HTML stumble over. */
const TEAMS = ['=HYPERLINK("http://x";"y")', '+1', '-1+2', '@SUM(A1)', 'a "b", c', '<b>', "'; DROP TABLE x; --", 'ä😀'];
const EVENTS = ROWS_A_PAGE + 500;
const DECIDED = 7;

let folder: TempDir;
let ledger: LedgerStore;
let projector: TestProjector;

const told = (at: number): Told => ({
  type: USAGE_RECORDED,
  usage: {
    ...{ source: 'urn:a', id: `id-${at}`, subject: 'nobody', provider: 'made-up', model: `m-${at % 3}` },
    occurredAt: new Date(Date.UTC(2026, 0, 1 + (at % 28))).toISOString().replace('.000', ''),
    tokens: { input: at + 1, output: 0, cacheRead: 1_000_000_000, cacheWrite: 0, reasoning: 0 },
    ...(at % 9 === 8 ? {} : { team: TEAMS[at % 9]! }),
  },
  actor: `p_${'abcdefghijklmno'}${at % 5 === 0 ? 'x' : 'y'}`,
  recordedAtMs: Date.UTC(2026, 1, 1) + at,
});

beforeAll(async () => {
  folder = await tempDir('exports');
  ledger = memoryLedger();
  const openReadModels = () =>
    openPgliteReadModels({ dir: folder.path, ledgerId: ledger.ledgerId, timeZone: 'Europe/Berlin' });
  const env = { TALLYSTICK_TZ: 'Europe/Berlin' };
  projector = await testProjector({ openLedger: async () => ledger, openReadModels }, { env });
  await new ScenarioWriter(ledger).append(Array.from({ length: EVENTS }, (_, at) => told(at)));
  for (let at = 0; at < DECIDED; at += 1) await correct(at);
  await list();
  const end = await ledger.tail();
  await waitUntil(async () => (await projector.get(`/v1/digest?atLeast=${end}`)).status === 200);
});
afterAll(async () => {
  await projector?.stop();
  await folder?.remove();
});

async function correct(at: number): Promise<void> {
  const eventKey = eventKeyText(eventKeyOf('urn:a', `id-${at}`));
  const data = { eventKey, attributes: { team: null }, reason: `=1+${at}`, author: 'p_abcdefghijklmnop' };
  const event = {
    id: `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`,
    type: USAGE_CORRECTED,
    data: canonicalDecision({ data }),
    metadata: decisionMetadata(new Date(Date.UTC(2026, 2, 1 + at)).toISOString()),
  };
  await ledger.append(decisionStream(eventKey), [event], 'no-stream');
}

/** A price of one model of three: 5 nano-USD a million input tokens. */
async function list(): Promise<void> {
  const data = {
    ...{ provider: 'made-up', model: 'm-1', from: '2026-01-01T00:00:00Z', perMillion: { input: 5 } },
    ...{ source: 'a list', author: 'p_abcdefghijklmnop' },
  };
  const event = {
    id: '00000000-0000-4000-9000-000000000000',
    type: PRICE_LISTED,
    data: canonicalDecision({ data }),
    metadata: decisionMetadata('2026-03-20T00:00:00.000Z'),
  };
  await ledger.append('prices', [event], 'no-stream');
}

async function exported(path: string) {
  const { statusCode, headers, rawPayload } = await projector.app.inject({ method: 'GET', url: path });
  return { status: statusCode, headers, bytes: rawPayload, text: rawPayload.toString() };
}
const rowsOfCsv = (text: string): Record<string, string>[] => parse(text, { columns: true });
const rowsOfNdjson = (text: string): Record<string, unknown>[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
const rowsOfParquet = (bytes: Buffer): Promise<Record<string, unknown>[]> =>
  parquetReadObjects({ file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer });

/** A cell of any format as CSV writes it, without the apostrophe. */
const asText = (cell: unknown): string => (cell === null || cell === undefined ? '' : String(cell));
const bare = (cell: string): string => (/^'[=+\-@]/.test(cell) ? cell.slice(1) : cell);

describe('exports', () => {
  it.each([
    ['usage', EVENTS],
    ['corrections', DECIDED],
    ['boards', 2],
    ['prices', 1],
    ['focus', EVENTS],
  ])('write the same rows of %s in every format', async (table, count) => {
    const [csv, ndjson, parquet] = await Promise.all(
      ['csv', 'ndjson', 'parquet'].map((format) => exported(`/v1/exports/${table}?format=${format}`)),
    );
    const lines = rowsOfNdjson(ndjson!.text);
    expect(lines).toHaveLength(count);
    const texts = lines.map((row) => Object.entries(row).map(([name, cell]) => [name, asText(cell)]));
    expect(rowsOfCsv(csv!.text).map((row) => Object.entries(row).map(([name, cell]) => [name, bare(cell)]))).toEqual(
      texts,
    );
    const columnar = await rowsOfParquet(parquet!.bytes);
    expect(columnar.map((row) => Object.entries(row).map(([name, cell]) => [name, asText(cell)]))).toEqual(texts);
    expect(csv!.text.endsWith('\r\n')).toBe(true);
  });

  it('hold what the audit trail holds, and say what they are true for', async () => {
    const { headers, text } = await exported('/v1/exports/usage?format=ndjson');
    const { json } = await projector.get('/v1/events?limit=1000');
    expect(headers).toMatchObject({
      'content-type': 'application/x-ndjson',
      'content-disposition': `attachment; filename="usage-${json.asOf.position}.ndjson"`,
      'tallystick-as-of-position': json.asOf.position,
      'tallystick-as-of-recorded-at': json.asOf.recordedAt,
      'tallystick-as-of-log-size': String(json.asOf.logSize),
      'tallystick-as-of-behind-ms': '0',
    });
    const rows = rowsOfNdjson(text);
    for (const [at, event] of json.events.entries()) {
      const { tokens, corrections, ...rest } = event;
      expect(rows[at]).toEqual({ ...rest, ...tokens, counts: true, corrections: corrections.length });
    }
    expect(rows.filter(({ status }) => status === 'corrected')).toHaveLength(DECIDED);
  });

  it('charge in FOCUS columns what the events cost, and leave out what is not known', async () => {
    const rows = rowsOfNdjson((await exported('/v1/exports/focus?format=ndjson')).text);
    const priced = rows.filter(({ ServiceName }) => ServiceName === 'm-1');
    expect(rows.every(({ ServiceName, BilledCost }) => (BilledCost === null) === (ServiceName !== 'm-1'))).toBe(true);
    const femtoUsd = priced.reduce((sum, { BilledCost }) => {
      const [whole, fraction = ''] = String(BilledCost).split('.');
      return sum + BigInt(whole! + fraction.padEnd(15, '0'));
    }, 0n);
    const inputs = Array.from({ length: EVENTS }, (_, at) => at).filter((at) => at % 3 === 1);
    expect(femtoUsd).toBe(inputs.reduce((sum, at) => sum + 5n * BigInt(at + 1), 0n));
    expect(priced[0]).toMatchObject({
      ...{ BillingCurrency: 'USD', ChargeCategory: 'Usage', PricingUnit: 'Tokens', ProviderName: 'made-up' },
      ...{ BillingPeriodStart: '2026-01-01T00:00:00Z', BillingPeriodEnd: '2026-02-01T00:00:00Z' },
      ...{ ChargePeriodStart: '2026-01-28T00:00:00Z', ChargePeriodEnd: '2026-01-28T00:00:01Z' },
      SkuPriceId: String(await ledger.tail()),
    });
  });

  it('stand as of one position, whatever was recorded since', async () => {
    const { headers, text } = await exported(`/v1/exports/usage?format=ndjson&asOfPosition=${EVENTS}`);
    expect(headers['tallystick-as-of-position']).toBe(String(EVENTS));
    expect(rowsOfNdjson(text).every(({ status }) => status === 'counted')).toBe(true);
    expect((await exported(`/v1/exports/corrections?asOfPosition=${EVENTS + 2}`)).text.split('\r\n')).toHaveLength(4);
  });

  it('give no spreadsheet a formula', async () => {
    for (const table of ['usage', 'corrections', 'boards?subject=teams']) {
      const cells = rowsOfCsv((await exported(`/v1/exports/${table}`)).text).flatMap((row) => Object.values(row));
      expect(cells.filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
    }
    const [row] = rowsOfCsv((await exported(`/v1/exports/usage?team=${encodeURIComponent('@SUM(A1)')}`)).text);
    expect(row).toMatchObject({ team: "'@SUM(A1)" });
  });

  it('take the filters and times of the table', async () => {
    const within = async (path: string) => rowsOfNdjson((await exported(`${path}&format=ndjson`)).text);
    const day = await within('/v1/exports/usage?from=2026-01-02&to=2026-01-03&tz=UTC');
    expect(new Set(day.map(({ occurredAt }) => occurredAt))).toEqual(new Set(['2026-01-02T00:00:00Z']));
    expect(await within('/v1/exports/corrections?from=2026-03-02&to=2026-03-04&tz=UTC')).toHaveLength(2);
    const teams = await within('/v1/exports/boards?subject=teams&metric=events&window=day&at=2026-01-02&tz=UTC');
    const { json } = await projector.get('/v1/leaderboards/teams?metric=events&window=day&at=2026-01-02&tz=UTC');
    expect(teams.map(({ rank, subject, value }) => [rank, subject, value])).toEqual(
      json.rows.map((row: Record<string, unknown>) => [row['rank'], row['subject'], row['value']]),
    );
  });

  it.each([
    ['/v1/exports/usage?format=xlsx', 'format'],
    ['/v1/exports/usage?format=', 'format'],
    ['/v1/exports/usage?format=csv&format=csv', 'format'],
    ['/v1/exports/usage?limit=5', 'limit'],
    ['/v1/exports/usage?cursor=abc', 'cursor'],
    ['/v1/exports/usage?metric=tokens', 'metric'],
    ['/v1/exports/usage?from=x', 'from'],
    ['/v1/exports/usage?from=2026-05-02&to=2026-05-01', 'from'],
    ['/v1/exports/usage?tz=Mars/Olympus', 'tz'],
    ['/v1/exports/usage?team=a%00b', 'team'],
    ['/v1/exports/usage?asOf=2026-05-01&asOfPosition=0', 'asOf'],
    ['/v1/exports/corrections?team=a', 'team'],
    ['/v1/exports/boards?from=2026-05-01', 'from'],
    ['/v1/exports/prices?team=a', 'team'],
    ['/v1/exports/focus?metric=cost', 'metric'],
    ['/v1/exports/boards?subject=people', 'subject'],
    ['/v1/exports/boards?at=9999-12-31', 'at'],
  ])('refuse %s', async (path, field) => {
    const { status, json } = await projector.get(path);
    expect({ status, code: json.code, field: json.field }).toEqual({ status: 400, code: 'invalid-query', field });
  });

  it.each(['usage_event', "'; DROP TABLE x; --", '<script>', '..', '__proto__', 'constructor', 'x'.repeat(90)])(
    'know no table %s',
    async (name) => {
      const { status, json, text } = await projector.get(`/v1/exports/${encodeURIComponent(name)}`);
      expect({ status, code: json.code }).toEqual({ status: 404, code: 'not-found' });
      expect(text).not.toContain('<script>');
    },
  );
});
