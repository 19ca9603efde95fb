import type { StateRequest } from '../../checks/lint/check-state';
import type { RequiredProjects } from '../../checks/shadow/requirements/required-projects';
import type { ShadowContext, ShadowFindings } from '../../checks/shadow/shadow-check';
import { projectPathOf } from '../../config/project-path';
import type { Settings } from '../../config/settings';
import type { Hooks } from '../../migrations/hooks/hook';
import type { MigrationSet } from '../../migrations/migration';
import { stateFactsSql } from '../../postgres/catalog/state/state-facts-sql';
import type { CommandPorts } from '../../run/command';
import { readSetup } from '../../run/facts/setup-files';

type OwnScript = StateRequest['own'][number];

/** Judges the schema that all scripts made on a shadow. Reads its catalog in one round trip. */
export async function checkSchemaState(
  { set, parse, run, project }: ShadowContext,
  hooksOf: ReadonlyMap<string, Hooks> | undefined,
  required: RequiredProjects,
  settings: Settings,
  { files }: CommandPorts,
): Promise<ShadowFindings> {
  const { lint, types } = settings;
  const { checkState } = require('../../checks/lint/check-state') as typeof import('../../checks/lint/check-state');
  const scriptsOf = (one: MigrationSet, hooks: Hooks = {}): readonly OwnScript[] => [
    ...Object.values(hooks).map((parsed) => ({ id: parsed.script.path, kind: 'hook', parsed }) as const),
    ...one.before.map(({ id, kind, script }) => ({ id, kind, parsed: parse(script) })),
    ...one.versioned.map(({ id, kind, up }) => ({ id, kind, parsed: parse(up) })),
    ...one.after.map(({ id, kind, script }) => ({ id, kind, parsed: parse(script) })),
  ];
  const findings = checkState({
    answers: await run.ask(stateFactsSql({ roles: lint.apiRoles })),
    schemas: types.schemas,
    lint,
    projectPath: projectPathOf(settings),
    own: scriptsOf(set, hooksOf?.get(project)),
    others: [
      ...readSetup(settings, files).map(({ id, script }) => ({ id, parsed: parse(script) })),
      ...required.projects.flatMap((each) => scriptsOf(each.set, each.hooks)),
    ],
  });
  return { findings, shadow: 'usable' };
}
