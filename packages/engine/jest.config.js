module.exports = { displayName: 'engine', preset: '../../jest.preset.js' };
