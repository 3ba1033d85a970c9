import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { startProcess } from '../process/start-process.js';
import { ServerMissing } from '../server-missing.js';
import { tempDir } from '../temp-dir.js';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** Nothing is fetched, synchronised or asked for but what a test asks for; it runs as root and without a GPU, too. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-sync',
  '--lang=en-US',
  '--remote-debugging-port=0',
];
const LISTENING = /DevTools listening on (ws:\/\/\S+)/;
const startTimeoutMs = 120_000;

/** Path of the Chromium of this machine: `CHROMIUM_PATH`, else the first in PATH. */
function chromiumPath(): string | undefined {
  const given = process.env['CHROMIUM_PATH'];
  if (given) return given;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** null when there is one, else what to install or set. */
export const chromiumMissing = (): string | null =>
  chromiumPath() === undefined
    ? 'no Chromium: install the package "chromium", or set CHROMIUM_PATH to the program'
    : null;

export interface RunningBrowser {
  readonly browser: Browser;
  stop(): Promise<void>;
}

/** A headless Chromium with a profile of its own, both gone with the test process at the latest. @throws ServerMissing */
export async function startChromium(): Promise<RunningBrowser> {
  const command = chromiumPath();
  if (command === undefined) throw new ServerMissing(chromiumMissing()!);
  // Large, and needed by few of those who import this package.
  const { chromium } = await import('playwright-core');
  const profile = await tempDir('chromium');
  const program = await startProcess({
    command,
    args: [...FLAGS, `--user-data-dir=${profile.path}`, 'about:blank'],
    ready: LISTENING,
    readyTimeoutMs: startTimeoutMs,
  });
  const address = LISTENING.exec(program.output())![1]!;
  const browser = await chromium.connectOverCDP(address, { timeout: startTimeoutMs });
  return {
    browser,
    async stop() {
      await browser.close();
      await program.kill();
      await profile.remove();
    },
  };
}
