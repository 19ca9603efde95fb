import type { LintSettings, LintSeverity } from '../../config/settings';
import { EngineError } from '../../errors';
import type { RuleMeta } from '../../lint/rule-meta';
import { allRules, ruleOf } from '../../lint/rules/all-rules';
import { suggestName } from '../../suggest-name';
import { matchPath } from './match-path';

/** The severity of a rule in a file, by its path relative to the workspace; undefined where it is in none. */
export type SeverityOf = (rule: RuleMeta, path: string | undefined) => LintSeverity;

/**
 * The severities that a project has set, over those of the rules. `projectPath` is the project's folder, relative to the
 * workspace and empty when it is that. Throws CONFIG_INVALID for the name of a rule that there is none of.
 */
export function openSeverities(lint: LintSettings, projectPath: string): SeverityOf {
  refuseUnknown(lint);
  const prefix = projectPath === '' ? '' : `${projectPath}/`;
  const byPath = new Map<string, readonly LintSettings['rules'][]>();
  const overridesOf = (path: string): readonly LintSettings['rules'][] => {
    const known = byPath.get(path) ?? findOverrides(lint, path.startsWith(prefix) ? path.slice(prefix.length) : path);
    byPath.set(path, known);
    return known;
  };
  return ({ name, severity }, path) => {
    const overrides = path === undefined || lint.paths.length === 0 ? [] : overridesOf(path);
    return overrides.findLast((rules) => rules[name] !== undefined)?.[name] ?? lint.rules[name] ?? severity;
  };
}

function findOverrides({ paths }: LintSettings, path: string): readonly LintSettings['rules'][] {
  return paths.filter(({ files }) => files.some((glob) => matchPath(glob, path))).map(({ rules }) => rules);
}

function refuseUnknown({ rules, paths }: LintSettings): void {
  const named = [
    ...Object.keys(rules).map((name) => ({ name, at: `lint.rules.${name}` })),
    ...paths.flatMap((path, index) =>
      Object.keys(path.rules).map((name) => ({ name, at: `lint.paths[${index}].rules.${name}` })),
    ),
  ];
  const unknown = named.filter(({ name }) => ruleOf(name) === undefined);
  if (unknown.length === 0) return;
  const known = allRules.map(({ name }) => name);
  const lines = unknown.map(({ name, at }) => {
    const near = suggestName(name, known);
    return `${at}: no rule has that name${near === undefined ? '' : `; did you mean "${near}"?`}`;
  });
  throw new EngineError(
    'CONFIG_INVALID',
    `The config names rules of the linter that do not exist.\n${lines.join('\n')}`,
  );
}
