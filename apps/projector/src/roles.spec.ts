import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { memoryLedger } from '@tallystick/ledger-store';
import { newApiKey, ROLES, type Role } from '@tallystick/platform';
import { tempDir, type TempDir } from '@tallystick/testing';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fakeReadModels, fakeTables } from './testing/fake-read-models.fixture.js';
import { testProjector, type TestProjector } from './testing/test-projector.fixture.js';

/** By hand, from privacy.md and contracts.md. */
const MAY: Record<string, readonly Role[]> = {
  '/v1/leaderboards/teams': ['member', 'team-lead', 'auditor', 'admin'],
  '/v1/usage': ['member', 'team-lead', 'auditor', 'admin'],
  '/v1/events': ['auditor'],
  '/v1/digest': ['auditor'],
  '/v1/rebuild': ['admin'],
};

let folder: TempDir;
let projector: TestProjector;
const keys = new Map<Role, string>();

beforeAll(async () => {
  folder = await tempDir('roles');
  const made = ROLES.map((role) => ({ role, ...newApiKey({ name: role, roles: [role], sources: ['*'] }) }));
  for (const { role, key } of made) keys.set(role, key);
  const keysFile = join(folder.path, 'keys.json');
  await writeFile(keysFile, JSON.stringify(made.map(({ entry }) => entry)), { mode: 0o600 });
  const ledger = memoryLedger();
  const models = fakeReadModels(fakeTables(), ledger.ledgerId);
  const openers = { openLedger: async () => ledger, openReadModels: async () => models };
  const env = { TALLYSTICK_AUTH: 'keys', TALLYSTICK_KEYS_FILE: keysFile };
  projector = await testProjector(openers, { env });
});
afterAll(async () => {
  await projector.stop();
  await folder.remove();
});

describe('who may ask what', () => {
  it.each(Object.keys(MAY))('%s', async (path) => {
    expect((await projector.get(path)).status).toBe(401);
    expect((await projector.get(path, { authorization: 'Bearer ts_wrong' })).status).toBe(401);
    for (const role of ROLES) {
      // The fake answers no questions: who is let in gets another error, or the rebuild's state.
      const { status } = await projector.get(path, { authorization: `Bearer ${keys.get(role)}` });
      expect({ path, role, letIn: status !== 403 }).toEqual({ path, role, letIn: MAY[path]!.includes(role) });
    }
  });

  it('starts a rebuild for admins only', async () => {
    for (const role of ROLES.filter((one) => one !== 'admin')) {
      const { status } = await projector.post('/v1/rebuild', { authorization: `Bearer ${keys.get(role)}` });
      expect({ role, status }).toEqual({ role, status: 403 });
    }
  });

  it('shows / and health to everyone', async () => {
    expect((await projector.get('/')).status).toBe(200);
    expect((await projector.get('/health/live')).status).toBe(200);
  });
});
