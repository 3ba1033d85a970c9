import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Makes sure that nothing outlives the tests, not even a test process that dies by SIGKILL. A small shell waits on a
 * pipe whose other end this process holds; when the pipe breaks, it kills every process group that is still registered
 * and removes every folder that is.
 *
 * The registry is a folder: `<pid>.pid` holds the process's start time (so that a reused pid is left alone), `*.dir`
 * holds a folder's path.
 */
const shell = `
trap '' INT TERM HUP
cat > /dev/null
for file in "$1"/*.pid; do
  [ -e "$file" ] || continue
  pid=$(basename "$file" .pid)
  now=$(cut -d' ' -f22 "/proc/$pid/stat" 2>/dev/null)
  [ "$now" = "$(cat "$file")" ] && kill -s KILL -- "-$pid" 2>/dev/null
done
for file in "$1"/*.dir; do
  [ -e "$file" ] && rm -rf -- "$(cat "$file")"
done
rm -rf -- "$1"
`;

/** Starts a reaper that acts when this process ends, and returns its registry. */
export function startReaper(): string {
  const registry = mkdtempSync(join(tmpdir(), 'tallystick-reaper-'));
  const reaper = spawn('sh', ['-c', shell, 'tallystick-reaper', registry], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  reaper.unref();
  // A pipe of Node is a socket under the hood: it must not keep the event loop alive.
  (reaper.stdin as unknown as { unref(): void }).unref();
  return registry;
}

let ownRegistry: string | undefined;

/** The registry of this process (in jest: of this test file). */
export const registryOfThisProcess = (): string => (ownRegistry ??= startReaper());

/** Registers the leader of a process group. */
export function registerProcess(pid: number, registry = registryOfThisProcess()): void {
  writeFileSync(join(registry, `${pid}.pid`), startTimeOf(pid));
}

export function unregisterProcess(pid: number, registry = registryOfThisProcess()): void {
  rmSync(join(registry, `${pid}.pid`), { force: true });
}

export function registerFolder(folder: string, registry = registryOfThisProcess()): void {
  writeFileSync(join(registry, `${Buffer.from(folder).toString('base64url').slice(-100)}.dir`), folder);
}

/** Clock ticks since boot, as /proc tells it; empty where there is no /proc or the process is gone. */
function startTimeOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[21] ?? '';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
