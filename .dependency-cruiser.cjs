/**
 * Who may import whom: docs/adr and architecture in code. Each rule has probes in libs/testing/imports/probes.js that
 * prove that it bites; `npm run check:imports` runs both.
 */

/** Code that never runs in production: it may stand in for the outer world. */
const tests = '\\.(spec|contract|fixture)\\.ts$|/src/contract\\.ts$|/src/testing/';
const workshop = '^(libs/testing|bench|simulator)/';

const packages = (...names) => names.map((name) => `(^|node_modules/)${name}(/|$)`).join('|');

/** A package that only its adapter folders import; tests, benchmarks and their harness excepted. */
const adapter = (name, packageNames, folders) => ({
  name,
  comment: 'An adapter is imported only inside its adapter folder, so that it can be swapped by settings alone.',
  severity: 'error',
  from: { pathNot: [...folders, workshop, tests] },
  to: { path: packages(...packageNames) },
});

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    forbid(
      'no-cycles',
      'Whoever wants to understand one of two files that import each other has to read both.',
      {},
      { circular: true },
    ),
    forbid('resolvable', 'An import that leads nowhere hides from every other rule.', {}, { couldNotResolve: true }),
    forbid(
      'no-built-code',
      'Built code stands for sources that every other rule would then miss; only bin files, which are plain JavaScript, start it.',
      { path: '/src/' },
      { path: '^(libs/[^/]+|apps/[^/]+|samples|bench|simulator)/dist/' },
    ),
    forbid(
      'domain-imports-events-only',
      'Decisions are pure: they know the events and nothing else of the house.',
      { path: '^libs/domain/', pathNot: tests },
      { path: '^(libs/(?!domain/|events/)|apps/|samples/|bench/|simulator/)' },
    ),
    forbid(
      'domain-does-no-io',
      'Time, randomness, files and sockets come in as arguments.',
      { path: '^libs/domain/', pathNot: tests },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'events-and-transparency-stand-alone',
      'The contracts and the log are the bottom of the house.',
      { path: '^libs/(events|transparency)/', pathNot: tests },
      { path: '^(libs|apps|samples|bench|simulator)/', pathNot: '^libs/(events|transparency)/' },
    ),
    forbid(
      'events-and-transparency-apart',
      'The log knows bytes, nothing of usage; usage knows nothing of the log.',
      { path: '^libs/(events|transparency)/', pathNot: tests },
      { path: '^libs/(events|transparency)/', pathNot: '^libs/$1/' },
    ),
    forbid(
      'no-nest-in-libs',
      'Nest holds the apps together; domain, events, transparency and every port must do without it.',
      { path: '^(libs/(?!platform/)|samples/)' },
      { path: packages('@nestjs', 'nestjs-pino') },
    ),
    forbid(
      'public-faces-only',
      'A library is entered by its index, events also by its dto (tests also by the contract): the rest is its own business.',
      { path: '^(libs/[^/]+|apps/[^/]+|samples|bench|simulator)/' },
      {
        path: '^(libs/[^/]+|samples)/',
        pathNot: ['^$1/', '^(libs/[^/]+|samples)/src/(index|contract)\\.ts$', '^libs/events/src/dto\\.ts$'],
      },
    ),
    forbid(
      'contracts-in-tests-only',
      'Contract suites bring jest along.',
      { pathNot: [tests, workshop] },
      { path: ['/src/contract\\.ts$', '\\.contract\\.ts$', packages('@jest', 'jest', 'fast-check')] },
    ),
    forbid(
      'apps-apart',
      'The apps meet at the ledger, over the network or in a process of their own; never by an import.',
      { path: '^apps/([^/]+)/' },
      { path: '^apps/', pathNot: '^apps/$1/' },
    ),
    forbid(
      'vault-by-ledger-only',
      'Where a name can be known must be visible: the projector asks who its caller is and who chose to be named, the backup command copies the file without reading it.',
      {
        path: '^(libs|apps|samples|bench)/',
        pathNot: [
          tests,
          '^libs/vault/',
          '^apps/ledger/',
          '^apps/projector/src/(store-openers|queries/privacy/(people|names))\\.ts$',
          '^apps/cli/src/commands/backup\\.ts$',
        ],
      },
      { path: '^libs/vault/' },
    ),
    forbid(
      'workshop-apart',
      'Nothing that is delivered knows who measures it or plays with it.',
      { path: '^(libs|apps|samples)/' },
      { path: '^(bench|simulator)/' },
    ),
    forbid('libs-below-apps', 'A library does not know who uses it.', { path: '^(libs|samples)/' }, { path: '^apps/' }),
    forbid(
      'testing-in-tests-only',
      'Production code must not reach for a test harness.',
      { pathNot: [tests, workshop] },
      { path: '^libs/testing/' },
    ),
    forbid(
      'samples-by-cli-and-bench',
      'Made-up usage must not find its way into a service.',
      { pathNot: [tests, workshop, '^apps/cli/', '^samples/'] },
      { path: '^samples/' },
    ),
    forbid(
      'dashboard-in-the-browser',
      'The dashboard runs in a browser and asks the API: of the house it knows only what checks proofs.',
      { path: '^apps/dashboard/src/', pathNot: tests },
      { path: ['^(libs/(?!transparency/)|samples/)', packages('@nestjs')] },
    ),
    forbid(
      'dashboard-without-node',
      'There is no node:fs in a browser.',
      { path: '^apps/dashboard/src/', pathNot: tests },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'browser-packages-in-the-dashboard',
      'They are development dependencies: no service has them at run time.',
      { pathNot: '^apps/dashboard/' },
      { path: packages('react', 'react-dom', 'recharts', 'wouter', 'lucide-react', '@tanstack', 'eventsource-parser') },
    ),
    forbid(
      'charts-in-their-chunk',
      'The chart library weighs more than everything else: it is loaded when a chart is shown.',
      { path: '^apps/dashboard/', pathNot: '^apps/dashboard/src/charts/' },
      { path: packages('recharts') },
    ),
    adapter('kafkajs-in-its-adapter', ['kafkajs'], ['^libs/messaging/src/kafkajs/']),
    adapter('eventstore-in-its-adapter', ['@eventstore/db-client'], ['^libs/ledger-store/src/eventstoredb/']),
    adapter(
      'lmdb-in-its-adapters',
      ['lmdb'],
      [
        '^libs/(ledger-store|vault)/src/lmdb/',
        // The identity index is an LMDB environment of its own, beside its memory adapter.
        '^libs/ledger-store/src/identity/index-folder\\.ts$',
      ],
    ),
    adapter(
      'pg-in-its-adapters',
      ['pg', 'pg-copy-streams', 'pg-pool', 'pg-native'],
      ['^libs/(vault|read-models)/src/postgres/'],
    ),
    adapter('pglite-in-its-adapter', ['@electric-sql'], ['^libs/read-models/src/pglite/']),
  ],
  options: {
    doNotFollow: { path: ['node_modules', '/dist/'] },
    // Type-only imports count: a cycle of types is a cycle for the reader.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'libs/testing/imports/tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
