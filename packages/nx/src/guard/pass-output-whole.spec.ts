import { parseNxCommand } from './nx-command';
import { passOutputWhole } from './pass-output-whole';

function pass(line: string, env: Record<string, string> = {}): string | undefined {
  const command = parseNxCommand(line.split(' '));
  const variables: Record<string, string | undefined> = { ...env };
  if (command) passOutputWhole(command, variables);
  return variables.NX_NATIVE_COMMAND_RUNNER;
}

it.each(['run api:status --json', 'status api --json', 'run api:migrate --dry-run --json=true'])(
  'lets the task of `%s` write to the output of Nx',
  (line) => expect(pass(line)).toBe('false'),
);

it.each([
  ['run api:status', {}],
  ['run api:status --json=false', {}],
  ['run-many -t status --json', {}],
  ['run api:status --json', { NX_TUI: 'true' }],
  ['run api:status --json', { NX_DAEMON_PROCESS: 'true' }],
])('changes nothing for `%s` with %j', (line, env) => {
  expect(pass(line, env)).toBeUndefined();
});

it('keeps what the user has set', () => {
  expect(pass('run api:status --json', { NX_NATIVE_COMMAND_RUNNER: 'true' })).toBe('true');
});
