module.exports = {
  displayName: 'e2e',
  preset: '../../jest.preset.js',
  globalSetup: '<rootDir>/src/harness/global-setup.ts',
  globalTeardown: '<rootDir>/../../packages/engine/testing/test-run/global-teardown.ts',
  setupFilesAfterEnv: ['<rootDir>/src/harness/timeouts.ts'],
};
