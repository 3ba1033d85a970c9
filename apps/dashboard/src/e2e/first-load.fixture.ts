import type { Page } from 'playwright-core';

interface FirstLoad {
  /** As it came over the wire, headers not counted. */
  readonly bytes: number;
  readonly files: readonly string[];
}

/** Everything but answers of the API that the page asks for until it is quiet. */
export async function firstLoad(page: Page, address: string): Promise<FirstLoad> {
  const devTools = await page.context().newCDPSession(page);
  const files = new Map<string, { url: string; bytes: number }>();
  devTools.on('Network.responseReceived', ({ requestId, response }) => {
    if (!/\/(?:v1|log)\//.test(response.url)) files.set(requestId, { url: response.url, bytes: 0 });
  });
  devTools.on('Network.dataReceived', ({ requestId, encodedDataLength }) => {
    const file = files.get(requestId);
    if (file !== undefined) file.bytes += encodedDataLength;
  });
  await devTools.send('Network.enable');
  await page.goto(address);
  await page.getByRole('table').first().waitFor();
  await devTools.detach();
  const loaded = [...files.values()];
  return { bytes: loaded.reduce((sum, { bytes }) => sum + bytes, 0), files: loaded.map(({ url }) => url) };
}
