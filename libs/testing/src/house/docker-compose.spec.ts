import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { SETTINGS_TABLE } from '@tallystick/platform';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../../../..');
const composeText = readFileSync(join(root, 'docker-compose.yml'), 'utf8');

interface Service {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly pid?: string;
  readonly privileged?: boolean;
}
const compose = parse(composeText, { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
};
const services = Object.entries(compose.services);
const ours = services.filter(([, { image }]) => image?.startsWith('tallystick:'));

describe('docker-compose.yml', () => {
  it('brings every part of the system', () => {
    expect(Object.keys(compose.services)).toEqual(
      expect.arrayContaining(['kafka', 'eventstore', 'postgres', 'ledger', 'projector']),
    );
  });

  it('sets only settings that exist', () => {
    const known = new Set(SETTINGS_TABLE.map(({ name }) => name));
    const used = ours.flatMap(([, { environment = {} }]) => Object.keys(environment));
    expect(used.length).toBeGreaterThan(5);
    expect(used.filter((name) => !known.has(name))).toEqual([]);
  });

  it('pins every image to a full version', () => {
    for (const [name, { image }] of services) {
      expect({ name, image }).toEqual({ name, image: expect.stringMatching(/^[a-z/]+:\d+\.\d+(\.\d+)?(-[a-z-]+)?$/) });
    }
  });

  it('publishes ports on loopback only', () => {
    const ports = services.flatMap(([, { ports: published = [] }]) => published);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
    expect(ports.length).toBeGreaterThan(2);
  });

  it('holds no password, and lets none default', () => {
    expect(composeText.match(/\$\{[A-Z_]+(:-|-)/g)).toBeNull();
    const literal = services.flatMap(([, { environment = {} }]) =>
      Object.entries(environment).filter(
        ([name, value]) =>
          /PASSWORD|SECRET|TOKEN$|_URL$/.test(name) &&
          // Refused by the services with a password in it.
          name !== 'TALLYSTICK_LEDGER_URL' &&
          !String(value).includes('${POSTGRES_PASSWORD:?'),
      ),
    );
    expect(literal).toEqual([]);
  });

  it('makes services that bind beyond loopback ask for keys', () => {
    for (const [, { environment = {} }] of ours) {
      const hosts = Object.entries(environment).filter(([name]) => /^TALLYSTICK_(LEDGER|PROJECTOR)_HOST$/.test(name));
      if (hosts.length > 0) expect(environment).toMatchObject({ TALLYSTICK_AUTH: 'keys' });
    }
  });

  it('watches the health of everything that goes on running', () => {
    const unwatched = services.filter(([, service]) => service.healthcheck === undefined).map(([name]) => name);
    // A holder of a namespace, an init step and a command line: none of them serves anything.
    expect(unwatched.sort()).toEqual(['kafka-topics', 'processes', 'tallystick']);
  });

  it('keeps data in named volumes that are declared', () => {
    const used = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0]));
    expect([...new Set(used)].sort()).toEqual(Object.keys(compose.volumes).sort());
  });

  it('puts all processes on the ledger volume into one pid namespace, which LMDB needs', () => {
    const onLedger = services.filter(([, { volumes = [] }]) => volumes.some((v) => v.startsWith('tallystick-data:')));
    expect(onLedger.map(([, { pid }]) => pid)).toEqual(onLedger.map(() => 'service:processes'));
    expect(onLedger.length).toBeGreaterThan(1);
  });
});

describe('the container image', () => {
  const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');
  const nodeVersion = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as RootPackage).devDependencies
    .node;
  interface RootPackage {
    readonly devDependencies: { readonly node: string };
  }

  it('runs the Node that the tests run', () => {
    const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base);
    expect(bases).toEqual([`node:${nodeVersion}-bookworm-slim`, `node:${nodeVersion}-bookworm-slim`]);
  });

  it('ends as a user that is not root', () => {
    expect([...dockerfile.matchAll(/^USER (\S+)/gm)].at(-1)?.[1]).toBe('node');
  });

  it('knows every command that the compose file gives it', () => {
    const entrypoint = readFileSync(join(root, 'docker/entrypoint'), 'utf8');
    const commands = ours.map(([, { command }]) => command?.[0]).filter((name) => name !== 'sleep');
    expect(commands.length).toBeGreaterThan(2);
    for (const name of commands) expect(entrypoint).toContain(`  ${name}) `);
  });
});
