import { createHash } from 'node:crypto';
import { access, cp, mkdir, mkdtemp, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startProcess } from '../process/start-process.js';
import { ServerMissing } from '../server-missing.js';
import { waitUntil } from '../wait-until.js';

const pom = fileURLToPath(new URL('../../assets/pom.xml', import.meta.url));
/** Downloads 45 MB. */
const fetchTimeoutMs = 300_000;
/** A lock older than this belongs to a process that died: downloads are killed at `fetchTimeoutMs`. */
const staleLockMs = fetchTimeoutMs + 30_000;

/** Where the jars lie, or null when they have not been fetched yet. */
export async function cachedKafkaJars(): Promise<string | null> {
  const folder = await jarsFolder();
  return (await exists(folder)) ? folder : null;
}

/**
 * The folder with the broker's jars; Maven fetches them the first time. The folder appears by one rename, so whoever
 * sees it sees it whole; a lock file keeps parallel test files from fetching twice.
 * @throws ServerMissing when they cannot be fetched
 */
export async function kafkaJars(): Promise<string> {
  const folder = await jarsFolder();
  const lock = `${folder}.lock`;
  await mkdir(cacheFolder(), { recursive: true });
  const mine = await waitUntil(
    async () => {
      if (await exists(folder)) return 'there';
      return (await take(lock)) ? 'locked' : null;
    },
    { timeoutMs: 2 * staleLockMs, everyMs: 200, what: `the lock ${lock}` },
  );
  if (mine === 'there') return folder;
  try {
    if (!(await exists(folder))) await fetchJars(folder);
    return folder;
  } finally {
    await rm(lock, { force: true });
  }
}

async function fetchJars(folder: string): Promise<void> {
  const work = await mkdtemp(`${folder}.part-`);
  try {
    await cp(pom, join(work, 'pom.xml'));
    const maven = await startProcess({
      command: 'mvn',
      args: ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=libs'],
      cwd: work,
    }).catch((error: unknown) => {
      throw new ServerMissing('Maven (mvn) cannot be run to fetch the Kafka jars', { cause: error });
    });
    const timer = setTimeout(() => void maven.kill(), fetchTimeoutMs);
    const { code } = await maven.exited.finally(() => clearTimeout(timer));
    if (code !== 0) throw new ServerMissing(`Maven could not fetch the Kafka jars:\n${maven.output().slice(-2_000)}`);
    await rename(join(work, 'libs'), folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function take(lock: string): Promise<boolean> {
  try {
    await (await open(lock, 'wx')).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const taken = await stat(lock).catch(() => null);
  if (taken !== null && Date.now() - taken.mtimeMs > staleLockMs) await rm(lock, { force: true });
  return false;
}

/** Named by the pom's content: another version of Kafka gets another folder. */
async function jarsFolder(): Promise<string> {
  const content = createHash('sha256')
    .update(await readFile(pom))
    .digest('hex')
    .slice(0, 12);
  return join(cacheFolder(), `kafka-jars-${content}`);
}

const cacheFolder = (): string => join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'tallystick');

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
