import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CreateDependenciesContext } from '@nx/devkit';
import { makeTemporaryFolder } from '@pgrestify/engine/testing';
import { findRequirementEdges, parseRequiredProjects } from './requirement-edges';

describe('parseRequiredProjects', () => {
  it.each([
    ['-- pgrestify: requires auth-db:20240110\nSELECT 1;', ['auth-db']],
    ['-- pgrestify: requires @shop/auth-db:0001\n--pgrestify: requires b:2024-01-10-add-x\n', ['@shop/auth-db', 'b']],
    ['-- pgrestify: requires a:1\n-- pgrestify: requires a:2', ['a']],
    ['/* licence\n   text */\n\n-- pgrestify: requires a:1\r\nSELECT 1;', ['a']],
    ['\uFEFF-- pgrestify: requires a:1', ['a']],
    ['SELECT 1;\n-- pgrestify: requires a:1', []],
    ['-- pgrestify: requires a', []],
    ['-- requires a:1', []],
    ['', []],
  ])('of %j is %j', (head, expected) => {
    expect(parseRequiredProjects(head)).toEqual(expected);
  });
});

describe('findRequirementEdges', () => {
  let workspaceRoot: string;
  const targets = { migrate: { executor: '@pgrestify/nx:migrate' } };

  beforeEach(() => {
    workspaceRoot = makeTemporaryFolder('edges');
    writeFileSync(join(workspaceRoot, 'up.sql'), '-- pgrestify: requires auth:1\n-- pgrestify: requires nobody:1\n');
  });

  afterEach(() => rmSync(workspaceRoot, { recursive: true, force: true }));

  const edges = (source: string, file: string) => {
    const files = { projectFileMap: { [source]: [{ file, hash: '' }] }, nonProjectFiles: [] };
    const projects = { api: { root: '.', targets }, auth: { root: 'a' }, plain: { root: 'b' } };
    const context: CreateDependenciesContext = {
      workspaceRoot,
      projects,
      externalNodes: {},
      nxJsonConfiguration: {},
      fileMap: files,
      filesToProcess: files,
    };
    return findRequirementEdges(context);
  };

  it('leads to the required projects that exist', () => {
    expect(edges('api', 'up.sql')).toEqual([{ source: 'api', target: 'auth', sourceFile: 'up.sql', type: 'static' }]);
  });

  it('looks at no project without migrations, at no other file, and bears one that is gone', () => {
    expect([...edges('plain', 'up.sql'), ...edges('api', 'up.txt'), ...edges('api', 'gone.sql')]).toEqual([]);
  });
});
