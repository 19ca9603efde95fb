module.exports = {
  displayName: 'engine',
  preset: '../../jest.preset.js',
  globalSetup: '<rootDir>/testing/test-run/global-setup.ts',
  globalTeardown: '<rootDir>/testing/test-run/global-teardown.ts',
};
