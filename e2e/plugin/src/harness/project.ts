import { join } from 'node:path';
import type { TestDatabase } from '@pgrestify/engine/testing';
import { urlOf } from './query';
import type { Workspace } from './workspace';

/** A project with migrations whose database is a server of the suite's. */
export interface ProjectFiles {
  readonly name: string;
  readonly root: string;
  /** Where Nx finds the project: its own file, or a package of the workspace. */
  readonly manifest: 'project.json' | 'package.json';
  /** Texts of up.sql and down.sql by id; a missing down is not written. */
  readonly migrations: Readonly<Record<string, readonly [up: string, down?: string]>>;
  /** Text of pgrestify.config.cjs; that of `configText` unless set. */
  readonly config?: string;
}

/** Registers the plugin without a generator. */
export function registerPlugin(workspace: Workspace): void {
  workspace.write('nx.json', '{ "defaultBase": "main", "plugins": ["@pgrestify/nx"] }\n');
}

export function writeProject(workspace: Workspace, project: ProjectFiles): void {
  const { name, root, manifest, migrations, config } = project;
  const text = manifest === 'project.json' ? { name } : { name, version: '0.0.0' };
  workspace.write(join(root, manifest), `${JSON.stringify(text)}\n`);
  workspace.write(join(root, 'pgrestify.config.cjs'), config ?? configText(name));
  for (const [id, [up, down]] of Object.entries(migrations)) writeMigration(workspace, root, id, up, down);
}

export function writeMigration(workspace: Workspace, root: string, id: string, up: string, down?: string): void {
  const folder = join(root, 'sql/migrations', id);
  workspace.write(join(folder, 'up.sql'), up);
  if (down !== undefined) workspace.write(join(folder, 'down.sql'), down);
}

/** Environments development and production, both in the database that a variable of the project names. */
export function configText(project: string): string {
  return `module.exports = {
  defaultEnvironment: 'development',
  environments: {
    development: () => ({ development: true, database: { url: process.env.${urlVariable(project)} }, migrations: { allowReset: true } }),
    production: () => ({ database: { url: process.env.${urlVariable(project)} } }),
  },
};
`;
}

/** The variables that `configText` reads, for the projects and their databases. */
export function urlVariables(databases: Readonly<Record<string, TestDatabase>>): Record<string, string> {
  return Object.fromEntries(Object.entries(databases).map(([name, database]) => [urlVariable(name), urlOf(database)]));
}

function urlVariable(project: string): string {
  return `${project.toUpperCase().replaceAll('-', '_')}_URL`;
}
