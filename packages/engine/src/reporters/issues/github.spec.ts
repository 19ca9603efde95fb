import { annotateForGithub } from './github';
import type { Issue } from './issue';

const issue: Issue = {
  rule: 'drop-column',
  severity: 'error',
  message: 'Drops a column.',
  ids: [],
  path: 'apps/api/sql/migrations/0002_b/up.sql',
  line: 3,
  column: 8,
  excerpt: undefined,
  hint: undefined,
  postgres: undefined,
};

/** As the runner reads a line: ActionCommand.TryParseV2 of actions/runner. */
function parse(line: string) {
  const [, command, properties = '', data = ''] = /^::(\w+) ([^:]*)::(.*)$/.exec(line) ?? [];
  const plain = (text: string) =>
    text
      .replaceAll('%2C', ',')
      .replaceAll('%3A', ':')
      .replaceAll('%0A', '\n')
      .replaceAll('%0D', '\r')
      .replaceAll('%25', '%');
  const named = properties.split(',').map((each) => each.split('='));
  return {
    command,
    data: plain(data),
    ...Object.fromEntries(named.map(([name, ...of]) => [name, plain(of.join('='))])),
  };
}

describe('annotateForGithub', () => {
  it('is a command a line, at the place', () => {
    expect(annotateForGithub([issue], 'api')).toBe(
      '::error file=apps/api/sql/migrations/0002_b/up.sql,line=3,col=8,title=api%3A drop-column::Drops a column.\n',
    );
  });

  it.each<[string, Partial<Issue>, object]>([
    ['several lines', { message: 'a\r\nb', hint: 'c' }, { data: 'a\r\nb\nc' }],
    ['what looks escaped', { message: '100%0A' }, { data: '100%0A' }],
    ['another command', { message: '\n::set-output name=a::b' }, { data: '\n::set-output name=a::b' }],
    ['commas and colons in a path', { path: 'a,b: c/up.sql' }, { file: 'a,b: c/up.sql', line: '3' }],
    ['a warning', { severity: 'warning' }, { command: 'warning' }],
    ['a notice', { severity: 'notice' }, { command: 'notice' }],
    ['one major', { postgres: 14 }, { title: 'api: drop-column on PostgreSQL 14' }],
  ])('is read as it was meant with %s', (_what, changed, read) => {
    const text = annotateForGithub([{ ...issue, ...changed }], 'api');
    expect(text.split('\n')).toHaveLength(2);
    expect(parse(text.trimEnd())).toMatchObject(read);
  });

  it('has no line without a file, and no file without a place', () => {
    const nowhere = { ...issue, path: undefined, line: undefined, column: undefined };
    expect(annotateForGithub([nowhere], 'api')).toBe('::error title=api%3A drop-column::Drops a column.\n');
  });

  it('has errors first, and of each severity as many as GitHub shows', () => {
    const many = Array.from({ length: 30 }, () => issue);
    const lines = annotateForGithub([...many.map((each) => ({ ...each, severity: 'notice' as const })), ...many], 'api')
      .trimEnd()
      .split('\n')
      .map((line) => parse(line).command);
    expect(lines).toEqual([...Array(10).fill('error'), ...Array(10).fill('notice')]);
  });

  it('is nothing for nothing', () => {
    expect(annotateForGithub([], 'api')).toBe('');
  });
});
