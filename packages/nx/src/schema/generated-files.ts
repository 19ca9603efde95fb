import { commandDeclarations, commandNames } from '@pgrestify/engine/options';
import { describeConfig } from './config-tables';
import { describeDocument } from './document-page';
import { describeErrors } from './error-tables';
import { describeLint } from './lint-page';
import { toNxSchema } from './nx-schema';
import { describeOptions } from './option-tables';
import { showWrittenConfig } from './written-config-block';
import { describeZeroDowntime } from './zero-downtime-page';

/** A committed file that is written from the declarations; its path is relative to `packages/`. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/** All of them, before Biome has laid them out. */
export function generateFiles(): readonly GeneratedFile[] {
  const schemas = Object.fromEntries(commandNames.map((name) => [name, toNxSchema(name, commandDeclarations[name])]));
  return [
    ...Object.entries(schemas).map(([name, schema]) => ({
      path: `nx/src/executors/${name}/schema.json`,
      text: `${JSON.stringify(schema, null, 2)}\n`,
    })),
    { path: 'nx/docs/options.md', text: describeOptions(schemas) },
    { path: 'nx/docs/feature-document.md', text: describeDocument() },
    { path: 'nx/docs/configuration.md', text: describeConfig() },
    { path: 'nx/docs/errors.md', text: describeErrors() },
    { path: 'nx/docs/lint.md', text: describeLint() },
    { path: 'nx/docs/zero-downtime.md', text: describeZeroDowntime() },
    showWrittenConfig(),
  ];
}
