/** Tests run from the sources (swc, ESM); processes that tests start run from `dist` (npm test builds first). */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/libs', '<rootDir>/apps', '<rootDir>/samples', '<rootDir>/bench', '<rootDir>/simulator'],
  testMatch: ['**/src/**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        sourceMaps: 'inline',
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
        module: { type: 'es6' },
      },
    ],
  },
  moduleNameMapper: {
    '^@tallystick/ledger/intake$': '<rootDir>/apps/ledger/src/intake.ts',
    '^@tallystick/samples$': '<rootDir>/samples/src/index.ts',
    '^@tallystick/([a-z-]+)/(contract|dto)$': '<rootDir>/libs/$1/src/$2.ts',
    '^@tallystick/([a-z-]+)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': ['$1.ts', '$1.js', '$1'],
  },
  modulePathIgnorePatterns: ['/dist/'],
  // Lends one Kafka and one PostgreSQL to the test files that ask for them (libs/testing/src/run).
  globalSetup: '<rootDir>/libs/testing/bin/global-setup.js',
  globalTeardown: '<rootDir>/libs/testing/bin/global-teardown.js',
  // Ends only what hangs: how long a sound test takes is the machine's affair.
  testTimeout: 300_000,
};
