module.exports = {
  displayName: 'engine',
  preset: '../../jest.preset.js',
  globalSetup: '<rootDir>/src/testing/global-setup.ts',
  globalTeardown: '<rootDir>/src/testing/global-teardown.ts',
  // Servers are started in hooks, also on a machine that does other things.
  testTimeout: 30_000,
};
