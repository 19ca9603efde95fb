import { openTerminal, type Streams } from './open-terminal';

const streams = (input: boolean, output: boolean) =>
  ({ stdin: { isTTY: input }, stdout: { isTTY: output } }) as unknown as Streams;

describe('openTerminal', () => {
  it.each([{}, { CI: '' }, { CI: 'false' }, { CI: '0' }])('is there between two terminals with %j', (env) => {
    const both = streams(true, true);
    expect(openTerminal(both, env)).toBe(both.stdin);
  });

  it.each([
    [false, true],
    [true, false],
    [false, false],
  ])('is not there when input is a terminal: %s, output: %s', (input, output) => {
    expect(openTerminal(streams(input, output), {})).toBeUndefined();
  });

  it.each([{ CI: 'true' }, { CI: '1' }, { GITHUB_ACTIONS: 'true' }, { TEAMCITY_VERSION: '2026.1' }])(
    'is not there in CI: %j',
    (env) => expect(openTerminal(streams(true, true), env)).toBeUndefined(),
  );
});
