import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type {
  CreateDependenciesContext,
  DependencyType,
  ProjectConfiguration,
  RawProjectGraphDependency,
} from '@nx/devkit';

/**
 * An edge from a project to every project that one of its scripts requires. Only files that changed since the last
 * graph are looked at: Nx keeps the edges of the others with their files. A project that does not exist gets no edge;
 * the executor refuses the run by its name.
 */
export function findRequirementEdges(context: CreateDependenciesContext): RawProjectGraphDependency[] {
  const changed = Object.entries(context.filesToProcess.projectFileMap);
  return changed.flatMap(([source, files]) => {
    const project = context.projects[source];
    if (project === undefined || !hasMigrations(project)) return [];
    return files
      .filter(({ file }) => file.endsWith('.sql'))
      .flatMap(({ file }) =>
        parseRequiredProjects(readHead(join(context.workspaceRoot, file)))
          .filter((target) => target !== source && context.projects[target] !== undefined)
          .map((target) => ({ source, target, sourceFile: file, type: staticDependency })),
      );
  });
}

// As a literal: importing the enum would load all of @nx/devkit.
const staticDependency = 'static' as DependencyType.static;

/** Projects named by `-- pgrestify: requires <project>:<version>` before the first statement, each once. */
export function parseRequiredProjects(head: string): readonly string[] {
  const required = commentLines(head).flatMap((line) => {
    const project = /^\s*--\s*pgrestify:\s*requires\s+(\S+):[^:]+$/.exec(line)?.[1];
    return project === undefined ? [] : [project];
  });
  return [...new Set(required)];
}

/** Lines before the first statement; block comments may stand there and nest. */
function commentLines(head: string): readonly string[] {
  const lines = head.replace(/^\uFEFF/, '').split(/\r?\n/);
  let depth = 0;
  const end = lines.findIndex((line) => {
    if (depth === 0 && !/^\s*(--|\/\*|$)/.test(line)) return true;
    if (depth > 0 || !/^\s*--/.test(line)) depth += line.split('/*').length - line.split('*/').length;
    return false;
  });
  return end < 0 ? lines : lines.slice(0, end);
}

function hasMigrations(project: ProjectConfiguration): boolean {
  return Object.values(project.targets ?? {}).some(({ executor }) => executor === '@pgrestify/nx:migrate');
}

/** Directives stand at the head; 16 KB hold it, and a file that is gone has none. */
function readHead(path: string): string {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'r');
    const buffer = Buffer.alloc(16_384);
    return buffer.toString('utf8', 0, readSync(descriptor, buffer));
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
