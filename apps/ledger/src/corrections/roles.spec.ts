import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newApiKey, ROLES, type Role } from '@tallystick/platform';
import { tempDir, type TempDir } from '@tallystick/testing';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inMemoryApp, type InMemoryApp } from '../testing/in-memory-app.fixture.js';
import { askerOf, MOVE, SOURCE } from './decision-requests.fixture.js';

/** ADR 19: whoever may report may correct, for its own sources; an admin for all. */
const MAY: readonly Role[] = ['publisher', 'admin'];

let folder: TempDir;
let ledger: InMemoryApp;
const keys = new Map<string, string>();
const as = (name: string) => askerOf(ledger, { authorization: `Bearer ${keys.get(name)}` });

beforeAll(async () => {
  folder = await tempDir('roles');
  const made = [
    ...ROLES.map((role) => ({ name: role as string, roles: [role], sources: role === 'publisher' ? [SOURCE] : [] })),
    { name: 'stranger', roles: ['publisher' as const], sources: ['urn:another'] },
  ].map((one) => ({ name: one.name, ...newApiKey(one) }));
  for (const { name, key } of made) keys.set(name, key);
  const keysFile = join(folder.path, 'keys.json');
  await writeFile(keysFile, JSON.stringify(made.map(({ entry }) => entry)), { mode: 0o600 });
  ledger = await inMemoryApp({ env: { TALLYSTICK_AUTH: 'keys', TALLYSTICK_KEYS_FILE: keysFile } });
  for (const role of ROLES) {
    expect((await as('publisher').report(role)).statusCode).toBe(200);
  }
});
afterAll(async () => {
  await ledger.app.close();
  await folder.remove();
});

describe('who may decide about usage events', () => {
  it.each(ROLES)('%s', async (role) => {
    const target = { source: SOURCE, id: role };
    const status = MAY.includes(role) ? 201 : 403;
    expect((await as(role).correct({ ...target, ...MOVE })).statusCode).toBe(status);
    expect((await as(role).void({ ...target, reason: 'sent twice' })).statusCode).toBe(status);
  });

  it('nobody without a key', async () => {
    const nobody = askerOf(ledger);
    expect((await nobody.correct({ source: SOURCE, id: 'admin', ...MOVE })).statusCode).toBe(401);
    expect((await nobody.void({ source: SOURCE, id: 'admin', reason: 'x' })).statusCode).toBe(401);
  });

  it('a publisher not for the source of another, whether the event is there or not', async () => {
    for (const id of ['member', 'never-sent']) {
      const { statusCode, body } = await as('stranger').correct({ source: SOURCE, id, ...MOVE });
      expect([statusCode, JSON.parse(body)]).toMatchObject([403, { code: 'forbidden', field: 'source' }]);
    }
  });

  it('each under a pseudonym of its own', async () => {
    await as('publisher').report('both');
    await as('publisher').correct({ source: SOURCE, id: 'both', ...MOVE });
    await as('admin').correct({ source: SOURCE, id: 'both', attributes: { team: 'maps' }, reason: 'x' });
    const { body } = await ledger.app.inject({
      url: '/v1/history?limit=1000',
      headers: { authorization: `Bearer ${keys.get('auditor')}` },
    });
    const authors = [...body.matchAll(/"author":"([^"]+)"/g)].map(([, author]) => author);
    expect(new Set(authors).size).toBe(2);
    expect(body).not.toMatch(/"author":"(publisher|admin)"/);
  });
});
