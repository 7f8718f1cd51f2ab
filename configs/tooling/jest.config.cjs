const swc = require('./swc.json');

/** Unit tests stand beside their source, tests of several parts together under test/. */
module.exports = {
  rootDir: '../..',
  testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/test/**/*.spec.ts'],
  testEnvironment: 'node',
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  transform: { '\\.ts$': ['@swc/jest', { ...swc, exclude: undefined, sourceMaps: 'inline' }] },
  testTimeout: 30_000,
  maxWorkers: 2,
};
