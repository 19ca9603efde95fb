import { parseNxCommand } from './nx-command';

const parse = (line: string) => parseNxCommand(line.split(' ').filter((word) => word !== ''));

describe('parseNxCommand', () => {
  it.each([
    ['run api:migrate:production', { kind: 'run-one', spec: 'api:migrate:production', configuration: undefined }],
    ['run api:migrate --configuration=production', { spec: 'api:migrate', configuration: 'production' }],
    ['run api:migrate -c production --to 5', { spec: 'api:migrate', configuration: 'production', projects: [] }],
    ['--verbose run api:migrate -c=production', { spec: 'api:migrate', configuration: 'production' }],
    ['run api:migrate --prod', { configuration: 'production' }],
    ['db-migrate api -c production', { kind: 'run-one', spec: 'db-migrate', projects: ['api'] }],
    ['db-migrate --project=api', { spec: 'db-migrate', projects: ['api'] }],
    [
      'run-many -t migrate status -p api,web auth --exclude=x',
      { kind: 'run-many', targets: ['migrate', 'status'], projects: ['api', 'web', 'auth'], exclude: ['x'] },
    ],
    ['run-many --targets=migrate --all', { targets: ['migrate'], projects: [] }],
    [
      'affected -t migrate --base main -c staging',
      { kind: 'affected', targets: ['migrate'], configuration: 'staging' },
    ],
    ['run api:migrate -- -c production', { configuration: undefined }],
    ['run api:migrate --exclude-task-dependencies', { dependencies: 'excluded' }],
    ['run api:migrate', { dependencies: 'included' }],
  ])('reads %s', (line, expected) => {
    expect(parse(line)).toMatchObject(expected);
  });

  it('is nothing without a command', () => {
    expect(parse('--version')).toBeUndefined();
  });

  it("keeps no value of an option that is not Nx's own, which may be a secret", () => {
    expect(JSON.stringify(parse('run api:migrate --url=canary --password canary'))).not.toContain('canary"]');
  });
});
