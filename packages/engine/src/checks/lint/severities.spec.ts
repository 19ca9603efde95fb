import type { LintSettings } from '../../config/settings';
import { ruleOf } from '../../lint/rules/all-rules';
import { openSeverities } from './severities';

const createIndex = ruleOf('create-index');

function severity(lint: Partial<LintSettings>, path?: string): string | undefined {
  const severityOf = openSeverities({ scope: 'new', rules: {}, paths: [], ...lint }, 'apps/api');
  return createIndex && severityOf(createIndex, path);
}

it('are those of the rules unless the config sets others, and the last path that matches goes before all', () => {
  const rules = { 'create-index': 'error' } as const;
  const paths = [
    { files: ['sql/**'], rules: { 'create-index': 'notice' } },
    { files: ['sql/old/**'], rules: { 'create-index': 'off' } },
    { files: ['sql/old/**'], rules: { reindex: 'error' } },
  ] as const;
  expect(severity({})).toBe('warning');
  expect(severity({ rules })).toBe('error');
  expect(severity({ rules, paths })).toBe('error');
  expect(severity({ rules, paths }, 'apps/api/sql/new/up.sql')).toBe('notice');
  expect(severity({ rules, paths }, 'apps/api/sql/old/up.sql')).toBe('off');
  expect(severity({ paths }, 'apps/other/sql/new/up.sql')).toBe('warning');
});

it('refuses the name of a rule that there is none of, and says which was perhaps meant', () => {
  const paths = [{ files: ['**'], rules: { nonsense: 'off' } }] as const;
  expect(() => severity({ rules: { 'create-indx': 'off' }, paths })).toThrow(
    /lint\.rules\.create-indx: .*; did you mean "create-index"\?\nlint\.paths\[0\]\.rules\.nonsense: no rule has that name$/,
  );
});
