import { openScreen } from './open-screen';

it.each<[string, object, Record<string, string>, number | undefined]>([
  ['a terminal', { isTTY: true, columns: 54 }, { TERM: 'xterm' }, 54],
  ['a terminal that does not say how wide it is', { isTTY: true, columns: 0 }, {}, 80],
  ['a pipe', {}, {}, undefined],
  ['a pipe of Nx, for which colours are forced', {}, { FORCE_COLOR: 'true', TERM: 'xterm' }, undefined],
  ['a terminal of CI', { isTTY: true, columns: 80 }, { GITHUB_ACTIONS: 'true' }, undefined],
  ['a terminal where CI is said not to be', { isTTY: true, columns: 80 }, { CI: 'false' }, 80],
  ['a terminal without a cursor', { isTTY: true, columns: 80 }, { TERM: 'dumb' }, undefined],
])('%s %j with %j has %p columns to draw on', (_what, output, env, columns) => {
  expect(openScreen(output, env)?.columns()).toBe(columns);
});
