import { addProjectConfiguration, joinPathFragments, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import initGenerator, { type InitGeneratorOptions } from '../init/generator';
import migrationGenerator from '../migration/generator';
import type { MigrationGeneratorOptions } from '../migration/options';
import tableGenerator, { type TableGeneratorOptions } from '../table/generator';

/** The scripts of a migration. */
export interface ScriptPair {
  readonly up: string;
  readonly down: string;
}

/** A project in a workspace that exists only in memory, filled by the generators. */
export interface GeneratedProject {
  /** Texts of the scripts that run before the migrations, in order. */
  readonly before: () => readonly string[];
  readonly testData: () => readonly string[];
  addTable(options: Omit<TableGeneratorOptions, 'project'>): Promise<ScriptPair>;
  addMigration(options: Omit<MigrationGeneratorOptions, 'project' | 'name'>): Promise<ScriptPair>;
}

/** A new project from one of the templates. */
export async function generateProject(template: InitGeneratorOptions['template']): Promise<GeneratedProject> {
  const tree = createTreeWithEmptyWorkspace();
  addProjectConfiguration(tree, 'api', { root: 'api', targets: {} });
  await initGenerator(tree, { project: 'api', ...(template === undefined ? {} : { template }), skipFormat: true });
  const newest = () => readPair(tree, newestMigration(tree));
  return {
    before: () => [...readScripts(tree, 'functions'), ...readScripts(tree, 'schemas')],
    testData: () => readScripts(tree, 'test-data'),
    addTable: async (options) => {
      await tableGenerator(tree, { project: 'api', skipFormat: true, ...options });
      return newest();
    },
    addMigration: async (options) => {
      await migrationGenerator(tree, { project: 'api', name: 'change', ...options });
      return newest();
    },
  };
}

function readScripts(tree: Tree, folder: string): readonly string[] {
  const path = joinPathFragments('api/sql', folder);
  const names = tree.children(path).filter((name) => name.endsWith('.sql'));
  return names.sort().map((name) => tree.read(joinPathFragments(path, name), 'utf8') ?? '');
}

function newestMigration(tree: Tree): string {
  return tree.children('api/sql/migrations').sort().at(-1) ?? '';
}

function readPair(tree: Tree, id: string): ScriptPair {
  const read = (name: string) => tree.read(joinPathFragments('api/sql/migrations', id, name), 'utf8') ?? '';
  return { up: read('up.sql'), down: read('down.sql') };
}
