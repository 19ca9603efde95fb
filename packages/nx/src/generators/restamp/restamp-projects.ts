import { existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { getProjects, joinPathFragments, readNxJson, type Tree } from '@nx/devkit';
import type { Restamp, RestampPlan } from '@pgrestify/engine';
import { configFileNames } from '@pgrestify/engine/config';
import { resolveBaseRef } from '../../base/base-ref';
import { type Engine, loadEngine } from '../../load-engine';
import { readProjectSettings } from '../project-settings';

/** What became of a project's migrations. */
export interface RestampedProject {
  readonly project: string;
  readonly plan: RestampPlan;
}

/** Which projects, and against which base unless the workspace's. */
export interface RestampRequest {
  /** All with a config unless set. */
  readonly project?: string | undefined;
  readonly base?: string | undefined;
}

/**
 * Moves the folders of migrations to their later names, and names them so where scripts of any project require them. Writes
 * to the tree alone. Throws what is wrong with a config, BASE_UNREADABLE, ID_INVALID.
 */
export async function restampProjects(tree: Tree, request: RestampRequest): Promise<readonly RestampedProject[]> {
  const engine = loadEngine();
  const projects = await readProjects(tree, engine);
  const restamped: RestampedProject[] = [];
  for (const { project, settings } of projects) {
    if (request.project !== undefined && project !== request.project) continue;
    const ports = engine.openPorts(settings, {
      reporter: { report: () => {} },
      signal: new AbortController().signal,
      base: resolveBaseRef(process.env, readNxJson(tree) ?? {}),
    });
    try {
      const plan = engine.planRestamp(settings, { base: request.base }, ports);
      restamped.push({ project, plan });
      if (!plan.known || plan.renames.length === 0) continue;
      for (const rename of plan.renames) moveFolder(tree, rename);
      const renamed = { project, ids: plan.renames, others: plan.others };
      for (const each of projects) {
        rewriteScripts(tree, each.sqlPaths, (text) => engine.moveRequirements(text, renamed));
      }
    } finally {
      await ports.close();
    }
  }
  return restamped;
}

async function readProjects(tree: Tree, engine: Engine) {
  const roots = [...getProjects(tree)].map(([project, { root }]) => ({ project, root }));
  const ours = roots.filter(({ root }) => configFileNames.some((name) => existsSync(join(tree.root, root, name))));
  return Promise.all(
    ours.map(async ({ project, root }) => {
      const settings = await readProjectSettings({ project, root, workspacePath: tree.root }, engine);
      const sqlPaths = [settings.sqlPath, settings.migrationsPath].map((path) =>
        relative(tree.root, path).replaceAll(sep, '/'),
      );
      return { project, settings, sqlPaths };
    }),
  );
}

function moveFolder(tree: Tree, { path, newPath }: Restamp): void {
  for (const name of tree.children(path)) {
    const [from, to] = [joinPathFragments(path, name), joinPathFragments(newPath, name)];
    if (tree.isFile(from)) tree.rename(from, to);
    else moveFolder(tree, { from: '', to: '', path: from, newPath: to });
  }
}

/** Writes those alone that change. */
function rewriteScripts(tree: Tree, folders: readonly string[], rewrite: (text: string) => string): void {
  for (const folder of folders) {
    for (const name of tree.children(folder)) {
      const path = joinPathFragments(folder, name);
      if (!tree.isFile(path)) rewriteScripts(tree, [path], rewrite);
      else if (name.endsWith('.sql')) {
        const before = tree.read(path, 'utf8') ?? '';
        const after = rewrite(before);
        if (after !== before) tree.write(path, after);
      }
    }
  }
}
