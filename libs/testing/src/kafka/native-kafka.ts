import { writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../free-port.js';
import { answersTcp, startProcess, type RunningProcess } from '../process/start-process.js';
import { tempDir } from '../temp-dir.js';
import { waitUntil } from '../wait-until.js';
import { kafkaJars } from './kafka-jars.js';
import { secureListener } from './secure-listener.js';
import type { KafkaOptions, KafkaProcess } from './kafka-server.js';

const log4j = fileURLToPath(new URL('../../assets/log4j2.properties', import.meta.url));
/** Starts take 2-4 s on an idle machine; this is for a busy one. */

/** A broker and controller in one Java process, from the jars, on two free loopback ports. */
export async function startNativeKafka({
  settings = {},
  heapMiB = 512,
  ...options
}: KafkaOptions): Promise<KafkaProcess> {
  const jars = await kafkaJars();
  const folder = await tempDir('kafka');
  const [port, controllerPort] = await Promise.all([options.port ?? freePort(), freePort()]);
  const properties = join(folder.path, 'server.properties');
  const secure = options.secure === undefined ? null : await secureListener(folder.path, options.secure);
  const more = { ...secure?.settings, ...settings };
  await writeFile(
    properties,
    serverProperties(port, controllerPort, join(folder.path, 'data'), more, secure?.listener),
  );
  const java = (args: readonly string[]) => ({ command: 'java', args: ['-cp', `${jars}/*`, ...args] });

  const format = await startProcess(
    // C1 alone: the format is over before better code would pay.
    java(['-XX:TieredStopAtLevel=1', 'kafka.tools.StorageTool', 'format', '-t', clusterId(), '-c', properties]),
  );
  const formatted = await format.exited;
  if (formatted.code !== 0) throw new Error(`Kafka's storage format failed:\n${format.output()}`);

  let broker: RunningProcess;
  const start = async (): Promise<void> => {
    broker = await startProcess({
      ...java([
        `-Xmx${heapMiB}m`,
        '-XX:+UseSerialGC',
        `-Dlog4j2.configurationFile=${log4j}`,
        'kafka.Kafka',
        properties,
      ]),
      cwd: folder.path,
      ready: { tcpPort: port },
    });
  };
  await start();
  return {
    kind: 'jars',
    brokers: [`127.0.0.1:${port}`],
    ...(secure === null ? {} : { secure: secure.face }),
    output: () => broker.output().slice(-8_000),
    async kill() {
      await broker.kill();
    },
    async restart() {
      await broker.stop();
      await waitUntil(async () => !(await answersTcp(port)), { what: `port ${port} to be closed` });
      await start();
    },
    async stop() {
      // Nobody needs the data any more: no need for a clean end.
      await broker.kill();
      await folder.remove();
    },
  };
}

function serverProperties(
  port: number,
  controllerPort: number,
  data: string,
  more: Readonly<Record<string, string>>,
  secureListener?: string,
) {
  const listener = [`PLAINTEXT://127.0.0.1:${port}`, ...(secureListener ? [secureListener] : [])].join();
  const all: Record<string, string | number | boolean> = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `${listener},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': listener,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT',
    'log.dirs': data,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 4,
    'group.initial.rebalance.delay.ms': 0,
    'auto.create.topics.enable': false,
    // A broker that was killed may register again only when its old session is over (9 s by default).
    'broker.heartbeat.interval.ms': 500,
    'broker.session.timeout.ms': 3_000,
    ...more,
  };
  return Object.entries(all)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

/** 16 random bytes as Kafka writes them. A leading dash would read as an option. */
const clusterId = (): string => `A${randomBytes(16).toString('base64url').slice(1)}`;
