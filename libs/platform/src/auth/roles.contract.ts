import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endpointsOf } from '../http/every-endpoint-declares.js';
import { markdownTable } from '../testing/markdown-table.js';
import { newApiKey } from './api-keys.js';
import { ROLES, type Role } from './caller.js';

export interface RolesHouse {
  readonly app: NestFastifyApplication;
  stop(): Promise<void>;
}

const TABLE = join(process.cwd(), 'docs/reference/roles.md');
const EVERYONE = 'everyone';

/**
 * Holds a whole service against its table in docs/reference/roles.md: the table names exactly its endpoints, and over
 * real HTTP each endpoint lets in exactly the roles that the table says.
 * @param heading of the service's table
 * @param start the service with these settings, not yet listening
 */
export function describeRoles(heading: string, start: (env: Record<string, string>) => Promise<RolesHouse>): void {
  describe(`docs/reference/roles.md, ${heading}`, () => {
    const rows = new Map(markdownTable(TABLE, heading).map(([route, roles]) => [route!, roles!.split(', ')]));
    const dir = mkdtempSync(join(tmpdir(), 'tallystick-roles-'));
    const keys = new Map<Role, string>();
    let house: RolesHouse;
    let url: string;

    beforeAll(async () => {
      const made = ROLES.map((role) => ({
        role,
        ...newApiKey({ name: role, roles: [role], sources: ['urn:its:own'] }),
      }));
      for (const { role, key } of made) keys.set(role, key);
      const keysFile = join(dir, 'keys.json');
      writeFileSync(keysFile, JSON.stringify(made.map(({ entry }) => entry)), { mode: 0o600 });
      house = await start({ TALLYSTICK_AUTH: 'keys', TALLYSTICK_KEYS_FILE: keysFile });
      await house.app.listen(0, '127.0.0.1');
      url = await house.app.getUrl();
    });
    afterAll(async () => {
      await house.stop();
      rmSync(dir, { recursive: true });
    });

    /** What comes of a call: `unauthenticated`, `forbidden`, or that the endpoint itself answered, whatever it says. */
    async function outcomeOf(route: string, key?: string): Promise<string> {
      const [method, path] = route.split(' ') as [string, string];
      const response = await fetch(url + path.replace(/\{\w+\}/g, 'x'), {
        method,
        headers: {
          'content-type': 'application/json',
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        },
        ...(method === 'GET' ? {} : { body: '{}' }),
      });
      const refused = response.status === 401 || response.status === 403;
      if (!refused) {
        await response.body?.cancel(); // a stream would never end
        return 'let in';
      }
      const { code, detail } = (await response.json()) as { code: string; detail: string };
      return /needs one of the roles|known API key/.test(detail) ? code : 'let in';
    }

    it('names every endpoint of the service and no other, with the roles that it declares', () => {
      const declared = endpointsOf(house.app).map(({ route, allowed }) => [route, [allowed].flat()]);
      expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(declared));
    });

    it('says what the OpenAPI says', async () => {
      const { paths } = (await (await fetch(`${url}/docs-json`)).json()) as {
        paths: Record<string, Record<string, { 'x-roles': string[] }>>;
      };
      for (const [path, methods] of Object.entries(paths)) {
        for (const [method, endpoint] of Object.entries(methods)) {
          const route = `${method.toUpperCase()} ${path}`;
          expect([route, endpoint['x-roles']]).toEqual([route, rows.get(route)]);
        }
      }
    });

    it.each([...rows])('%s', async (route, roles) => {
      const open = roles.includes(EVERYONE);
      expect(await outcomeOf(route)).toBe(open ? 'let in' : 'unauthenticated');
      expect(await outcomeOf(route, 'ts_wrong')).toBe(open ? 'let in' : 'unauthenticated');
      for (const role of ROLES) {
        const outcome = open || roles.includes(role) ? 'let in' : 'forbidden';
        expect({ role, outcome: await outcomeOf(route, keys.get(role)) }).toEqual({ role, outcome });
      }
    });
  });
}
