import type { Browser, BrowserContextOptions, ConsoleMessage, Page } from 'playwright-core';

export interface WatchedPage extends AsyncDisposable {
  readonly page: Page;
  /**
   * Everything that must not happen: errors on the console (a violated Content-Security-Policy is one), uncaught ones,
   * requests that leave the origin or are not answered.
   */
  readonly troubles: readonly string[];
}

/** Longest wait for anything that a page shall show: a busy machine with two cores is slow, not wrong. */
const PATIENCE_MS = 120_000;

/** A page of a fresh profile, as a newcomer has it. */
export async function watchedPage(
  browser: Browser,
  origin: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({
    locale: 'en-US',
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
    ...options,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`console: ${message.text()} (${addressOf(message)})`);
  });
  page.on('pageerror', (error) => troubles.push(`uncaught: ${error.message}`));
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== new URL(origin).origin) troubles.push(`elsewhere: ${request.url()}`);
  });
  return { page, troubles, [Symbol.asyncDispose]: () => context.close() };
}

const addressOf = (message: ConsoleMessage): string => message.location().url;
