import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** A font is compressed already; of less than this nothing worth a request's headers is saved. */
const COMPRESSIBLE = /\.(?:html|js|css|svg)$/;
const MIN_BYTES = 512;

/**
 * Lays a `.gz` and a `.br` beside each file that gains by it: compressed once, as well as can be, instead of at each request.
 * @returns {import('vite').Plugin}
 */
export function precompress() {
  return {
    name: 'tallystick:precompress',
    apply: 'build',
    enforce: 'post',
    closeBundle() {
      const folder = join(this.environment.config.root, this.environment.config.build.outDir);
      for (const file of readdirSync(folder, { recursive: true })) {
        if (COMPRESSIBLE.test(file)) compress(join(folder, file));
      }
    },
  };
}

/** @param {string} path */
function compress(path) {
  const bytes = readFileSync(path);
  if (bytes.length < MIN_BYTES) return;
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  writeFileSync(
    `${path}.br`,
    brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
  );
}
