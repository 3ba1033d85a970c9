import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newApiKey } from '@tallystick/platform';
import {
  describeWithChromium,
  startIssuer,
  tempDir,
  waitUntil,
  type TempDir,
  type TestIssuer,
} from '@tallystick/testing';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { seriousViolations } from './axe.fixture.js';
import { startSignedHouse, type SignedHouse } from './signed-house.fixture.js';
import { watchedPage, type WatchedPage } from './watched-page.fixture.js';

/** Git ignores it; a CI may keep it. */
const PICTURES = join(process.cwd(), 'artefacts/dashboard');
const ADA = 'ada@example.org';
/** Teams that a minimum group of 10 lets be told apart. */
const team = (name: string, first: string[]) => [
  ...first,
  ...Array.from({ length: 12 - first.length }, (_, person) => `${name}-${person}@example.org`),
];

let folder: TempDir;
let house: SignedHouse;
let watched: WatchedPage;
let page: Page;

describeWithChromium('the dashboard where it is asked who somebody is', (browser) => {
  afterEach(async () => watched?.[Symbol.asyncDispose]());
  afterAll(async () => {
    await house?.stop();
    await folder?.remove();
  });

  const open = async (): Promise<void> => {
    watched = await watchedPage(browser(), house.dashboard, { viewport: { width: 1280, height: 900 } });
    page = watched.page;
    await page.goto(house.dashboard);
  };
  const openAs = async (token: string): Promise<void> => {
    await open();
    await signIn(token);
  };

  describe('with API keys', () => {
    let keys: Record<'gateway' | 'ada' | 'auditor' | 'admin' | 'officer', string>;
    let actor: string;

    beforeAll(async () => {
      await mkdir(PICTURES, { recursive: true });
      folder = await tempDir('signed-in');
      const made = {
        gateway: newApiKey({ name: 'gateway', roles: ['publisher'], sources: ['*'] }),
        ada: newApiKey({ name: 'ada', roles: ['member'], subject: ADA }),
        auditor: newApiKey({ name: 'auditor', roles: ['auditor'] }),
        admin: newApiKey({ name: 'admin', roles: ['admin'] }),
        officer: newApiKey({ name: 'officer', roles: ['identity-officer'] }),
      };
      keys = Object.fromEntries(Object.entries(made).map(([name, { key }]) => [name, key])) as typeof keys;
      const file = join(folder.path, 'keys.json');
      await writeFile(file, JSON.stringify(Object.values(made).map(({ entry }) => entry)), { mode: 0o600 });
      house = await startSignedHouse(folder.path, { TALLYSTICK_AUTH: 'keys', TALLYSTICK_KEYS_FILE: file });
    });

    it('asks strangers to sign in, and says so when a key is not known', async () => {
      await open();
      await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
      expect(await page.getByText(/Every 5 s|position/).count()).toBe(0);
      await picture('sign-in');
      await signIn('ts_nobody-has-this-key');
      await page.getByRole('alert').getByText('The key that was sent is not known here, or has expired.').waitFor();
      expect(await page.getByRole('table').count()).toBe(0);
      await picture('sign-in-refused');
      await signIn(keys.ada);
      await page.getByRole('link', { name: /^ada.*my numbers$/ }).waitFor();
      // Nothing of it for the next.
      await page.getByRole('link', { name: 'Me', exact: true }).click();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
      await page.reload();
      await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    });

    it('tells a key that only reports usage that there is nothing to see', async () => {
      await openAs(keys.gateway);
      await page.getByText('This key sees no numbers').waitFor();
      await picture('no-numbers');
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    });

    it('shows a member own numbers as they come, and without a policy nothing else', async () => {
      await openAs(keys.ada);
      await page.getByText(/no policy is in force, and until one is, people see their own numbers only/).waitFor();
      await picture('no-policy');
      await page.getByRole('link', { name: 'System', exact: true }).click();
      await page.getByText('this needs one of the roles auditor, admin').waitFor();
      expect(await page.getByRole('alert').count()).toBe(1);
      await page.getByRole('link', { name: 'Events', exact: true }).click();
      await page.getByText('Nothing is recorded of you').waitFor();

      const position = await house.report(keys.gateway, 'payments', team('payments', [ADA]));
      ({ actor } = await house.ask<{ actor: string }>(keys.ada, '/v1/me', position));
      await page.getByText('Your own events, newest first').waitFor();
      const events = page.getByRole('list', { name: 'Events, newest first' }).getByRole('listitem');
      await events.first().waitFor();
      expect(await events.count()).toBe(1);
      await page.getByRole('link', { name: 'Me', exact: true }).click();
      await page.getByRole('button', { name: '1,000', exact: true }).last().click();
      await page.getByText('Added up here, 1 event makes exactly 1,000.').waitFor();
      await page.keyboard.press('Escape');
      await page.getByText('Nobody looked at your numbers').waitFor();
      await picture('me-signed-in');
    });

    it('shows a member the boards that a policy opens, in the moment in which it is adopted', async () => {
      await house.report(keys.gateway, 'search', team('search', []));
      await openAs(keys.ada);
      await page.goto(`${house.dashboard}?subject=actors&window=all`);
      await page.getByText(/no policy is in force/).waitFor();
      const position = await house.decide(keys.admin, '/v1/policies', {
        from: new Date(Date.now() - 60_000).toISOString(),
        boards: { actors: ['member'], teams: ['member', 'admin'] },
        names: 'pseudonyms',
        purposes: ['capacity-planning'],
        text: 'Teams plan with these numbers.',
      });
      await page.getByRole('row', { name: new RegExp(`${actor} me`) }).waitFor();
      await page.getByText(`on record at position ${position}`).waitFor();
      expect(await page.getByRole('row').count()).toBe(26);
      // Their own number alone opens what it is made of.
      expect(await page.getByRole('button', { name: /explain/ }).count()).toBe(1);
      await picture('board-signed-in');
      await page.getByRole('radio', { name: 'Teams' }).click();
      await page.getByRole('row', { name: /payments/ }).waitFor();
      await page.getByRole('radio', { name: 'Models' }).click();
      await page.getByText(/the policy in force shows the caller those of actors, teams/).waitFor();
    });

    it('puts an auditor’s look at one person on record, and that person reads it', async () => {
      await openAs(keys.auditor);
      await page.getByRole('link', { name: 'Events', exact: true }).click();
      await page.getByRole('list', { name: 'Events, newest first' }).waitFor();
      await page.getByLabel('Person (pseudonym)').fill(actor);
      await page.getByLabel('Purpose, of one person').fill('support');
      await page.getByRole('button', { name: 'Filter', exact: true }).click();
      const events = page.getByRole('list', { name: 'Events, newest first' }).getByRole('listitem');
      await waitUntil(async () => (await events.count()) === 1, { what: 'the events of one person' });
      expect(await events.innerText()).toContain(actor);
      await picture('looked-at');
      await watched[Symbol.asyncDispose]();

      await openAs(keys.ada);
      await page.getByRole('link', { name: 'Me', exact: true }).click();
      const look = page.getByRole('listitem').filter({ hasText: 'looked at my events for support' });
      await look.waitFor();
      expect(await look.innerText()).toMatch(/^p_[a-z2-7]{16} looked at/);
      await picture('looked-at-me');
    });

    it('shows somebody by name who chooses it, until they take it back or are forgotten', async () => {
      const board = `${house.dashboard}?subject=actors&window=all`;
      const rowOf = (name: RegExp) => page.getByRole('row', { name });
      const choose = async (named: boolean) => {
        await page.getByRole('link', { name: 'Me', exact: true }).click();
        const choice = { name: `Show me on boards as ${ADA}` };
        await page.getByRole('switch', { ...choice, checked: !named }).click();
        await page.getByRole('switch', { ...choice, checked: named }).waitFor();
        await page.locator('[role=switch][aria-busy=false]').waitFor();
        await page.getByRole('switch', { ...choice, checked: named }).waitFor();
      };
      await openAs(keys.ada);
      await page.getByRole('link', { name: 'Me', exact: true }).click();
      await page.getByText('Boards name nobody at present').waitFor();
      await house.decide(keys.admin, '/v1/policies', {
        from: new Date(Date.now() - 1_000).toISOString(),
        boards: { actors: ['member'] },
        names: 'by-choice',
        purposes: ['capacity-planning'],
      });
      await page.getByText('Boards name nobody at present').waitFor({ state: 'detached' });
      await choose(true);
      await picture('my-name');
      await page.goto(board);
      await rowOf(new RegExp(`${ADA} ${actor} me`)).waitFor();
      await picture('board-with-a-name');
      await choose(false);
      await page.goto(board);
      await rowOf(new RegExp(`${actor} me`)).waitFor();
      expect(await page.getByText(ADA).count()).toBe(0);
      await choose(true);
      await watched[Symbol.asyncDispose]();

      await openAs(keys.auditor);
      await page.goto(board);
      await rowOf(new RegExp(`${ADA} ${actor}`)).waitFor();
      await house.forget(keys.officer, actor);
      // By itself: nothing in the ledger tells of it.
      await page.getByText(ADA).waitFor({ state: 'detached' });
      await rowOf(new RegExp(actor)).waitFor();
    });
  });

  describe('with tokens of an issuer', () => {
    let issuer: TestIssuer;

    beforeAll(async () => {
      await house?.stop();
      await folder?.remove();
      folder = await tempDir('signed-in');
      issuer = await startIssuer();
      const env = { OIDC_ISSUER: issuer.url, OIDC_AUDIENCE: issuer.audience };
      house = await startSignedHouse(folder.path, { TALLYSTICK_AUTH: 'oidc', ...env });
    });
    afterAll(() => issuer?.stop());

    it('lets people in by their tokens, however many groups these name, until they expire', async () => {
      const gateway = await issuer.token({ sub: 'gateway', roles: ['publisher'], sources: ['*'] });
      const position = await house.report(gateway, 'payments', [ADA]);
      const groups = Array.from({ length: 300 }, (_, group) => `group-${group}`);
      const claims = { sub: 'u-1', email: ADA, roles: ['member'], groups };
      await house.ask(await issuer.token(claims), '/v1/me', position);

      await openAs(await issuer.token(claims, { expires: '-1h' }));
      await page
        .getByRole('alert')
        .getByText(/not known here, or has expired/)
        .waitFor();
      const token = await issuer.token(claims);
      expect(token.length).toBeGreaterThan(4_096);
      await signIn(token);
      await page.getByRole('link', { name: 'Me', exact: true }).click();
      await page.getByText(/^Signed in as oidc-[0-9a-f]{16}: member$/).waitFor();
      await page.getByRole('button', { name: '1,000', exact: true }).first().waitFor();
      await picture('me-by-token');

      // What only signed-in people see fits on a phone, too.
      await page.setViewportSize({ width: 360, height: 740 });
      for (const name of ['Boards', 'Usage', 'Adoption', 'Events', 'Me', 'System']) {
        await page.getByRole('link', { name, exact: true }).click();
        await page.locator('[aria-busy="true"], [role="status"] > .only-heard').first().waitFor({ state: 'detached' });
        const { scrollWidth, clientWidth } = await page.evaluate<{ scrollWidth: number; clientWidth: number }>(
          '({ scrollWidth: document.documentElement.scrollWidth, clientWidth: document.documentElement.clientWidth })',
        );
        expect({ name, scrollWidth }).toEqual({ name, scrollWidth: clientWidth });
        await picture(`${name.toLowerCase()}-signed-in-phone`);
      }
    });
  });

  async function picture(name: string): Promise<void> {
    await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
    expect(await seriousViolations(page)).toEqual([]);
  }
});

const signIn = async (token: string): Promise<void> => {
  await page.getByLabel('API key or token').fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
};
