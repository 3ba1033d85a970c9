import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { firstLoad } from './build/first-load.js';
import { precompress } from './build/precompress.js';

/** What a newcomer waits for before the first page shows: HTML, its scripts and styles, gzipped. */
const FIRST_LOAD_KIB = 250;

export default defineConfig({
  plugins: [react(), firstLoad(FIRST_LOAD_KIB), precompress()],
  build: {
    // A data: URL would need a hole in the Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
  },
  server: {
    // `npm run dev` of the dashboard alone, against the services of `npm run demo`.
    proxy: Object.fromEntries(
      ['/v1', '/log', '/health', '/metrics', '/docs'].map((path) => [
        path,
        process.env.PROJECTOR_URL ?? 'http://127.0.0.1:8081',
      ]),
    ),
  },
});
