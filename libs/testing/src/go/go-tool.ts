import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, delimiter, join } from 'node:path';

/** Compiling somebody else's program takes about a minute, once. */
const BUILD_TIMEOUT_MS = 300_000;

/** A Go program of other people, built once a machine into the cache beside the jars of Kafka; or why it cannot be had. */
export type GoTool = { readonly path: string } | { readonly missing: string };

/** @param tool package and version, for example `github.com/transparency-dev/tessera/cmd/fsck@v1.0.4` */
export function goTool(tool: string): GoTool {
  const name = basename(tool);
  const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'tallystick', 'go');
  const path = join(cache, name);
  if (existsSync(path)) return { path };
  const go = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/local/go/bin']
    .map((folder) => join(folder, 'go'))
    .find((file) => existsSync(file));
  if (go === undefined) return { missing: `there is no Go (1.26 or later) to build ${name}` };
  const building = `${path}.${process.pid}`;
  try {
    mkdirSync(building, { recursive: true });
    process.stderr.write(`Building ${tool} (once) ...\n`);
    execFileSync(go, ['install', tool], {
      cwd: cache,
      env: { ...process.env, GOBIN: building },
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: BUILD_TIMEOUT_MS,
    });
    renameSync(join(building, name.replace(/@.*/, '')), path);
    return { path };
  } catch (error) {
    return { missing: `${name} cannot be built: ${(error as Error).message.slice(0, 300)}` };
  }
}
