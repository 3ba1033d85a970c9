import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeWithChromium } from '@tallystick/testing';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { seriousViolations } from './axe.fixture.js';
import { startDemo, type DemoHouse } from './demo-house.fixture.js';
import { firstLoad } from './first-load.fixture.js';
import { focused, tabTo } from './keyboard.fixture.js';
import { watchedPage } from './watched-page.fixture.js';

/** Git ignores it; a CI may keep it. */
const PICTURES = join(process.cwd(), 'artefacts/dashboard');
const FIRST_LOAD_BYTES = 250 * 1024;

/** Each page, and what it shows when it has its answers. */
const PAGES = {
  '/': 'Boards',
  '/usage': 'Usage',
  '/adoption': 'Adoption',
  '/events': 'Events',
  '/me': 'My numbers',
  '/system': 'System',
} as const;

let house: DemoHouse;

describeWithChromium('the dashboard in a real browser', (browser) => {
  beforeAll(async () => {
    await mkdir(PICTURES, { recursive: true });
    house = await startDemo();
  });
  afterAll(() => house?.stop(), 60_000);

  const open = (options?: Parameters<typeof watchedPage>[2]) => watchedPage(browser(), house.dashboard, options);

  it('leads a newcomer from the demo to a proof that the browser has checked', async () => {
    await using watched = await open();
    const { page, troubles } = watched;
    await page.goto(house.dashboard);
    await page.getByText('Made-up data').waitFor();
    await page
      .getByRole('button', { name: /explain made-up-/ })
      .first()
      .click();
    await page
      .getByText(/^True for ledger position/)
      .last()
      .waitFor();
    await page.getByRole('button', { name: 'Add up all of them' }).click();
    await page.getByText(/Added up here, [\d,]+ events make exactly [\d,]+\./).waitFor();
    await page.getByRole('list', { name: 'Events, latest use first' }).getByRole('button').first().click();
    await page.getByText('Proven in this browser').waitFor();
    for (const step of ["The log's key", 'Signature of the checkpoint', 'Place in the log', 'What the entry says']) {
      expect(
        await page.getByRole('listitem').filter({ hasText: step }).getByRole('img').getAttribute('aria-label'),
      ).toBe('Holds');
    }
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Keep the proof file' }).click();
    expect((await download).suggestedFilename()).toMatch(/^event-\d+\.tlog-proof$/);
    await page.getByRole('button', { name: 'Back to the number' }).click();
    await page.getByText(/Added up here/).waitFor();
    expect(troubles).toEqual([]);
  });

  it('says what does not match when a proof was tampered with, and when the key is another one', async () => {
    await using watched = await open();
    const { page } = watched;
    await page.route('**/v1/log/proof?*', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.text()).replace(/^index (\d+)$/m, 'index 0') });
    });
    await page.goto(`${house.dashboard}events`);
    await page
      .getByRole('button', { name: /and its proof/ })
      .first()
      .click();
    await page.getByRole('region', { name: 'Proof' }).getByText('Not proven').waitFor();
    await page.getByText(/Place in the log: the hashes do not lead from entry 0/).waitFor();
    await page.screenshot({ path: join(PICTURES, 'proof-fails.png') });
    await page.unroute('**/v1/log/proof?*');
    await page.getByRole('button', { name: 'Check again' }).click();
    await page.getByText('Proven in this browser').waitFor();
    await page.evaluate('localStorage.setItem("tallystick.log-key", "somebody.example/log+00000000+AA==")');
    await page.getByRole('button', { name: 'Check again' }).click();
    await page.getByText("The log's key: another one than this browser knew").waitFor();
    await page.getByRole('button', { name: 'I asked: trust the new key' }).click();
    await page.getByText('Proven in this browser').waitFor();
  });

  it('can be used with the keyboard alone', async () => {
    await using watched = await open();
    const { page, troubles } = watched;
    await page.goto(house.dashboard);
    await page
      .getByRole('button', { name: /explain made-up-/ })
      .first()
      .waitFor();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    const name = await tabTo(page, /explain made-up-/);
    await page.keyboard.press('Enter');
    const drawer = page.getByRole('dialog', { name: 'Why this number?' });
    await drawer.getByRole('list').waitFor();
    // What waits behind the drawer cannot be reached.
    for (let times = 0; times < 5; times += 1) await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.closest("dialog, body").tagName')).toBe('DIALOG');
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    expect(await focused(page)).toBe(name);
    expect(troubles).toEqual([]);
  });

  it('comes within its budget, compressed, and is kept by the browser', async () => {
    await using watched = await open();
    const { bytes, files } = await firstLoad(watched.page, house.dashboard);
    expect(files.length).toBeGreaterThan(3);
    expect({ bytes, within: bytes < FIRST_LOAD_BYTES }).toEqual({ bytes, within: true });
    expect(watched.troubles).toEqual([]);
  });

  it.each(Object.entries(PAGES))(
    '%s has no serious fault of accessibility, in light and in dark',
    async (path, title) => {
      await using watched = await open({ viewport: { width: 1280, height: 900 } });
      const { page, troubles } = watched;
      await settled(page, path, title);
      await inBothThemes(page, nameOf(path));
      expect(troubles).toEqual([]);
    },
  );

  it('nor has the drawer', async () => {
    await using watched = await open({ viewport: { width: 1280, height: 900 } });
    const { page, troubles } = watched;
    await settled(page, '/?subject=actors&window=day', 'Boards');
    await page
      .getByRole('button', { name: /explain/ })
      .first()
      .click();
    await page.getByText(/Added up here|add up to/).waitFor();
    await inBothThemes(page, 'explain');
    await page.getByRole('list', { name: 'Events, latest use first' }).getByRole('button').first().click();
    await page.getByText('Proven in this browser').waitFor();
    await page.getByText('What this shows, and what it does not').click();
    await inBothThemes(page, 'proof');
    expect(troubles).toEqual([]);
  });

  it('fits on a phone, page by page', async () => {
    await using watched = await open({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
    const { page, troubles } = watched;
    for (const [path, title] of Object.entries(PAGES)) {
      await settled(page, path, title);
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect({ path, width }).toEqual({ path, width: 360 });
      await page.screenshot({ path: join(PICTURES, `${nameOf(path)}-phone.png`) });
    }
    expect(troubles).toEqual([]);
  });

  it('shows an event without being loaded again', async () => {
    await using watched = await open();
    const { page, troubles } = watched;
    await page.goto(`${house.dashboard}?subject=teams&window=day`);
    await page.getByRole('table').waitFor();
    await page.evaluate('window.notLoadedAgain = true');
    await house.report('made-up-latecomers');
    await page.getByRole('row', { name: /made-up-latecomers/ }).waitFor();
    expect(await page.evaluate('window.notLoadedAgain')).toBe(true);
    expect(troubles).toEqual([]);
  });

  it('shows the reference of the API beside it', async () => {
    await using watched = await open();
    const { page, troubles } = watched;
    await page.goto(`${house.dashboard}docs`);
    await page.getByText('/v1/leaderboards/{subject}').waitFor();
    expect(troubles).toEqual([]);
  });

  async function inBothThemes(page: Page, name: string): Promise<void> {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect({ colorScheme, faults: await seriousViolations(page) }).toEqual({ colorScheme, faults: [] });
      await page.screenshot({ path: join(PICTURES, `${name}-${colorScheme}.png`) });
    }
  }

  async function settled(page: Page, path: string, title: string): Promise<void> {
    await page.goto(new URL(path, house.dashboard).href);
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    await page.locator('[aria-busy="true"], [role="status"] > .only-heard').first().waitFor({ state: 'detached' });
  }
});

const nameOf = (path: string): string => (path === '/' ? 'boards' : path.slice(1));
