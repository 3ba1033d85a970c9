/**
 * Proof that each import rule bites, and bites only where it should: `file` importing `imports` must break `rule`;
 * `fineIn` (or `fineImports` in the same file) must not. Paths are made up; check-imports.js lays them out in a
 * temporary copy of the house's skeleton.
 */
export const probes = [
  { rule: 'no-cycles', file: 'libs/domain/src/cycle/a.ts', imports: './b.js', fineImports: './c.js' },
  { rule: 'resolvable', file: 'libs/domain/src/lost.ts', imports: './nowhere.js', fineImports: './cycle/c.js' },
  {
    rule: 'no-built-code',
    file: 'libs/vault/src/built.ts',
    imports: '../../events/dist/index.js',
    fineIn: 'apps/cli/bin/built.js',
  },
  {
    rule: 'domain-imports-events-only',
    file: 'libs/domain/src/store.ts',
    imports: '@tallystick/ledger-store',
    fineImports: '@tallystick/events',
  },
  {
    rule: 'domain-imports-events-only',
    file: 'libs/domain/src/made-up.ts',
    imports: '@tallystick/samples',
    fineImports: 'luxon',
  },
  { rule: 'domain-does-no-io', file: 'libs/domain/src/disk.ts', imports: 'node:fs', fineIn: 'libs/vault/src/disk.ts' },
  {
    rule: 'events-and-transparency-stand-alone',
    file: 'libs/events/src/upwards.ts',
    imports: '@tallystick/domain',
    fineIn: 'libs/read-models/src/upwards.ts',
  },
  {
    rule: 'events-and-transparency-stand-alone',
    file: 'libs/transparency/src/upwards.ts',
    imports: '@tallystick/ledger-store',
    fineImports: 'node:crypto',
  },
  {
    rule: 'events-and-transparency-apart',
    file: 'libs/transparency/src/usage.ts',
    imports: '@tallystick/events',
    fineImports: './index.js',
  },
  ...['libs/domain', 'libs/events', 'libs/transparency', 'libs/ledger-store', 'libs/messaging'].map((lib) => ({
    rule: 'no-nest-in-libs',
    file: `${lib}/src/port/nest.ts`,
    imports: '@nestjs/common',
    fineIn: 'libs/platform/src/nest.ts',
  })),
  {
    rule: 'public-faces-only',
    file: 'apps/ledger/src/deep.ts',
    imports: '../../../libs/vault/src/inside.js',
    fineImports: '@tallystick/vault',
  },
  {
    rule: 'public-faces-only',
    file: 'libs/read-models/src/deep.ts',
    imports: '../../ledger-store/src/inside.js',
    fineImports: './inside.js',
  },
  {
    rule: 'contracts-in-tests-only',
    file: 'apps/ledger/src/suite.ts',
    imports: '@tallystick/ledger-store/contract',
    fineIn: 'apps/ledger/src/suite.spec.ts',
  },
  {
    rule: 'contracts-in-tests-only',
    file: 'libs/vault/src/jest.ts',
    imports: '@jest/globals',
    fineIn: 'libs/vault/src/vault.contract.ts',
  },
  {
    rule: 'apps-apart',
    file: 'apps/projector/src/neighbour.ts',
    imports: '../../ledger/src/index.js',
    fineImports: './index.js',
  },
  {
    rule: 'vault-by-ledger-only',
    file: 'apps/projector/src/names.ts',
    imports: '@tallystick/vault',
    fineIn: 'apps/ledger/src/names.ts',
  },
  {
    rule: 'libs-below-apps',
    file: 'libs/platform/src/upstairs.ts',
    imports: '../../../apps/ledger/src/index.js',
    fineImports: './index.js',
  },
  {
    rule: 'workshop-apart',
    file: 'apps/ledger/src/planted.ts',
    imports: '../../../simulator/src/index.js',
    fineIn: 'simulator/src/history/planted.ts',
  },
  {
    rule: 'testing-in-tests-only',
    file: 'apps/ledger/src/harness.ts',
    imports: '@tallystick/testing',
    fineIn: 'apps/ledger/src/harness.fault.spec.ts',
  },
  {
    rule: 'samples-by-cli-and-bench',
    file: 'apps/ledger/src/sample.ts',
    imports: '@tallystick/samples',
    fineIn: 'apps/cli/src/sample.ts',
  },
  {
    rule: 'dashboard-in-the-browser',
    file: 'apps/dashboard/src/fold.ts',
    imports: '@tallystick/read-models',
    fineImports: '@tallystick/transparency',
  },
  {
    rule: 'dashboard-without-node',
    file: 'apps/dashboard/src/disk.ts',
    imports: 'node:fs',
    fineIn: 'apps/dashboard/src/disk.spec.ts',
  },
  {
    rule: 'browser-packages-in-the-dashboard',
    file: 'apps/projector/src/page.ts',
    imports: 'react',
    fineIn: 'apps/dashboard/src/page.tsx',
  },
  {
    rule: 'charts-in-their-chunk',
    file: 'apps/dashboard/src/pages/chart.tsx',
    imports: 'recharts',
    fineIn: 'apps/dashboard/src/charts/chart.tsx',
  },
  {
    rule: 'kafkajs-in-its-adapter',
    file: 'libs/messaging/src/port/kafka.ts',
    imports: 'kafkajs',
    fineIn: 'libs/messaging/src/kafkajs/kafka.ts',
  },
  {
    rule: 'kafkajs-in-its-adapter',
    file: 'apps/ledger/src/kafka.ts',
    imports: 'kafkajs',
    fineIn: 'bench/src/kafka.ts',
  },
  {
    rule: 'eventstore-in-its-adapter',
    file: 'apps/ledger/src/esdb.ts',
    imports: '@eventstore/db-client',
    fineIn: 'libs/ledger-store/src/eventstoredb/esdb.ts',
  },
  {
    rule: 'lmdb-in-its-adapters',
    file: 'libs/ledger-store/src/port/lmdb.ts',
    imports: 'lmdb',
    fineIn: 'libs/vault/src/lmdb/lmdb.ts',
  },
  {
    rule: 'pg-in-its-adapters',
    file: 'libs/read-models/src/fold/pg.ts',
    imports: 'pg',
    fineIn: 'libs/read-models/src/postgres/pg.ts',
  },
  {
    rule: 'pglite-in-its-adapter',
    file: 'apps/projector/src/pglite.ts',
    imports: '@electric-sql/pglite',
    fineIn: 'libs/read-models/src/pglite/pglite.ts',
  },
];

/** What the probes need to stand in: every library's face, one file inside it, and the other half of the cycle. */
export const skeleton = {
  ...Object.fromEntries(
    [
      'domain',
      'events',
      'ledger-store',
      'messaging',
      'platform',
      'read-models',
      'testing',
      'transparency',
      'vault',
    ].flatMap((lib) => ['index', 'inside', 'contract'].map((file) => [`libs/${lib}/src/${file}.ts`, 'export {};\n'])),
  ),
  'apps/ledger/src/index.ts': 'export {};\n',
  'apps/projector/src/index.ts': 'export {};\n',
  'apps/cli/src/index.ts': 'export {};\n',
  'samples/src/index.ts': 'export {};\n',
  'bench/src/index.ts': 'export {};\n',
  'simulator/src/index.ts': 'export {};\n',
  'libs/events/dist/index.js': 'export {};\n',
  'libs/domain/src/cycle/b.ts': "import './a.js';\n",
  'libs/domain/src/cycle/c.ts': 'export {};\n',
};
