module.exports = {
  displayName: 'nx',
  preset: '../../jest.preset.js',
  // The sources of the engine: without it a built `dist`, perhaps an old one, would be found first.
  moduleNameMapper: {
    '^@pgrestify/engine$': '<rootDir>/../engine/src/index.ts',
    '^@pgrestify/engine/testing$': '<rootDir>/../engine/src/testing/index.ts',
  },
};
