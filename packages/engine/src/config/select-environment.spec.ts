import { selectEnvironment } from './select-environment';

const known = ['development', 'production'];
const none = { option: undefined, configuration: undefined, defaultEnvironment: undefined, known };

describe('selectEnvironment', () => {
  it.each([
    ['the option', { option: 'production' }, { name: 'production', isDefault: false }],
    ['the Nx configuration', { configuration: 'production' }, { name: 'production', isDefault: false }],
    [
      'both when they agree',
      { option: 'production', configuration: 'production' },
      { name: 'production', isDefault: false },
    ],
    ['the default environment', { defaultEnvironment: 'production' }, { name: 'production', isDefault: true }],
    ['development', {}, { name: 'development', isDefault: true }],
  ])('follows %s', (_name, request, expected) => {
    expect(selectEnvironment({ ...none, ...request })).toEqual(expected);
  });

  it.each([
    ['the two disagree', { option: 'production', configuration: 'development' }, 'ENVIRONMENT_CONFLICT'],
    ['the name is misspelt', { option: 'prodction' }, 'ENVIRONMENT_UNKNOWN'],
    ['the default is misspelt', { defaultEnvironment: 'prod' }, 'ENVIRONMENT_UNKNOWN'],
    ['nothing is named and none is the default', { known: ['staging', 'production'] }, 'ENVIRONMENT_MISSING'],
  ])('refuses when %s', (_name, request, code) => {
    expect(() => selectEnvironment({ ...none, ...request })).toThrow(expect.objectContaining({ code }));
  });

  it('lists the known names', () => {
    expect(() => selectEnvironment({ ...none, option: 'x' })).toThrow('development, production');
  });
});
