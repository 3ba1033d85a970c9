import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, readlinkSync } from 'node:fs';
import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../free-port.js';
import { startProcess, type RunningProcess } from '../process/start-process.js';
import { tempDir } from '../temp-dir.js';
import { waitUntil } from '../wait-until.js';
import type { PostgresOptions, PostgresProcess } from './postgres-server.js';

const debianFolder = '/usr/lib/postgresql';

/** The newest server's programs as Debian installs them, or null. */
export function postgresPrograms(): string | null {
  let versions: string[];
  try {
    versions = readdirSync(debianFolder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const folders = versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(debianFolder, version, 'bin'));
  return folders.find((folder) => isProgram(join(folder, 'initdb')) && isProgram(join(folder, 'postgres'))) ?? null;
}

/** A fresh cluster in a temporary folder on a free loopback port. Root runs it as the user `postgres`, as initdb demands. */
export async function startNativePostgres(
  programs: string,
  { fsync = true, settings = {} }: PostgresOptions,
): Promise<PostgresProcess> {
  const folder = await tempDir('postgres');
  const port = await freePort();
  const data = join(folder.path, 'data');
  await mkdir(data, { mode: 0o700 });
  const user = process.getuid?.() === 0 ? serviceUser() : null;
  if (user !== null) for (const path of [folder.path, data]) await chown(path, user.uid, user.gid);

  const initdb = await startProcess({
    command: join(programs, 'initdb'),
    // --no-sync: the empty cluster is worth nothing yet. What tests write is synced by the server.
    args: ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync', '--encoding=UTF8', '--locale=C.UTF-8'],
    cwd: folder.path,
    ...user,
  });
  if ((await initdb.exited).code !== 0) throw new Error(`initdb failed:\n${initdb.output()}`);

  const all: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: folder.path,
    fsync: fsync ? 'on' : 'off',
    shared_buffers: '128MB',
    max_connections: '60',
    ...settings,
  };
  let server: RunningProcess;
  const start = async (): Promise<void> => {
    server = await startProcess({
      command: join(programs, 'postgres'),
      args: ['-D', data, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      cwd: folder.path,
      ready: { tcpPort: port },
      ...user,
    });
  };
  await start();
  return {
    kind: 'native',
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    output: () => server.output().slice(-8_000),
    async kill() {
      await server.kill();
      await backendsGone(data);
    },
    async restart() {
      // SIGINT is PostgreSQL's "fast" shutdown: it does not wait for clients.
      await server.stop({ signal: 'SIGINT' });
      await backendsGone(data);
      await start();
    },
    async stop() {
      await server.stop({ signal: 'SIGQUIT' });
      await backendsGone(data);
      await folder.remove();
    },
  };
}

/** Backends outlive a killed postmaster for a moment and would keep the cluster's shared memory. */
async function backendsGone(data: string): Promise<void> {
  // Without /proc (macOS) nothing can be seen; the next start then says itself what is still in use.
  if (!existsSync('/proc/self/cwd')) return;
  const worksIn = (pid: string): boolean => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === data;
    } catch {
      // Ended between the two looks, or another user's: not a backend of ours.
      return false;
    }
  };
  await waitUntil(() => !readdirSync('/proc').some((entry) => /^\d+$/.test(entry) && worksIn(entry)), {
    what: 'the backends of a stopped PostgreSQL to end',
  });
}

/** Root may not run PostgreSQL; Debian's package brings the user `postgres` for it. */
function serviceUser(): { uid: number; gid: number } {
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
