import { gzipSync } from 'node:zlib';

/**
 * Fails the build when the first load grows over its budget: index.html, the entry script with everything that it
 * imports statically, their styles and fonts. Chunks that are loaded on demand do not count.
 * @param {number} maxKiB gzipped
 * @returns {import('vite').Plugin}
 */
export function firstLoad(maxKiB) {
  return {
    name: 'tallystick:first-load',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const files = firstLoadFiles(bundle);
        const bytes = files.reduce((sum, file) => sum + gzipSync(contentOf(bundle[file])).length, 0);
        const size = `${(bytes / 1024).toFixed(1)} KiB gzipped in ${files.length} files`;
        if (bytes > maxKiB * 1024) this.error(`the first load is ${size}, over its budget of ${maxKiB} KiB`);
        console.log(`first load: ${size} (budget ${maxKiB} KiB)`);
      },
    },
  };
}

/** @param {import('rolldown').OutputBundle} bundle */
export function firstLoadFiles(bundle) {
  const found = new Set(Object.keys(bundle).filter((file) => file.endsWith('.html')));
  const visit = (file) => {
    const part = bundle[file];
    if (part === undefined || found.has(file)) return;
    found.add(file);
    for (const other of [
      ...(part.imports ?? []),
      ...(part.viteMetadata?.importedCss ?? []),
      ...(part.viteMetadata?.importedAssets ?? []),
    ])
      visit(other);
  };
  for (const part of Object.values(bundle)) if (part.type === 'chunk' && part.isEntry) visit(part.fileName);
  return [...found];
}

const contentOf = (part) => (part.type === 'chunk' ? part.code : part.source);
