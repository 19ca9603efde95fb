module.exports = {
  displayName: 'nx',
  preset: '../../jest.preset.js',
  globalSetup: '<rootDir>/../engine/testing/test-run/global-setup.ts',
  globalTeardown: '<rootDir>/../engine/testing/test-run/global-teardown.ts',
  // The sources of the engine: without it a built `dist`, perhaps an old one, would be found first.
  moduleNameMapper: {
    '^@pgrestify/engine$': '<rootDir>/../engine/src/index.ts',
    '^@pgrestify/engine/config-file-names$': '<rootDir>/../engine/src/config/config-file-names.ts',
    '^@pgrestify/engine/options$': '<rootDir>/../engine/src/options.ts',
    '^@pgrestify/engine/(config|scaffold)$': '<rootDir>/../engine/src/$1/index.ts',
    '^@pgrestify/engine/testing$': '<rootDir>/../engine/testing/index.ts',
  },
};
