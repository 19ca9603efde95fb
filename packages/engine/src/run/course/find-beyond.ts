import type { ParsedScript } from '../../migrations/migration';
import type { Step } from '../../plan/plan';
import { reachesBeyondDatabase } from '../../sql/statements/beyond-database';
import { describeStatement } from '../../sql/statements/describe-statement';
import { locateOffset } from '../../sql/text/positions';
import type { ProjectFiles } from '../facts/project-files';

/** Scripts of steps, with the hooks around them. Pure. */
export function scriptsOf(steps: readonly Step[]): readonly ParsedScript[] {
  return steps.flatMap(({ script, hooks }) => [hooks?.beforeEach, script, hooks?.afterEach]).filter(isThere);
}

/** Scripts that undo what steps apply. Pure. */
export function downsOf(steps: readonly Step[], parse: ProjectFiles['parse']): readonly ParsedScript[] {
  return steps
    .map(({ file }) => (file?.kind === 'versioned' ? file.down() : undefined))
    .filter(isThere)
    .map(parse);
}

/** Places of the statements that change more than the database, as `up.sql:3:1: ALTER DATABASE shop`, each once. Pure. */
export function findBeyond(scripts: readonly ParsedScript[]): readonly string[] {
  const places = scripts.flatMap(({ script: { path, text }, statements }) =>
    text === undefined
      ? []
      : statements
          .filter((each) => reachesBeyondDatabase(text, each))
          .map((statement) => {
            const { line, column } = locateOffset(text, statement.start);
            return `${path}:${line}:${column}: ${describeStatement(text, statement)}`;
          }),
  );
  return [...new Set(places)];
}

function isThere<T>(value: T | undefined): value is T {
  return value !== undefined;
}
