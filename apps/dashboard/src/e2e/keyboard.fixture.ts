import type { Page } from 'playwright-core';

/** What has the focus, as it is read out. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate('document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent.trim()');

/** Presses Tab until something of this name has the focus, and returns its whole name. */
export async function tabTo(page: Page, wanted: RegExp): Promise<string> {
  const passed: string[] = [];
  for (let tabs = 0; tabs < 40; tabs += 1) {
    await page.keyboard.press('Tab');
    const name = await focused(page);
    if (wanted.test(name)) return name;
    passed.push(name);
  }
  throw new Error(`Tab does not lead to ${wanted}: ${passed.join(', ')}`);
}
