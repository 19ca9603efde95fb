import { resolve } from 'node:path';
import { describeBaseTrees } from '@pgrestify/engine/base-trees';
import { parseBaseArguments } from './base-arguments';
import { resolveBaseRef } from './base-ref';

// A program that Nx runs in the root of the workspace for an input of `validate`: see `resolveBaseInput`. Nx fails a task
// whose input cannot be had, so it ends well whatever it finds.
const workspacePath = process.cwd();
const { projectRoot, folders, defaultBase } = parseBaseArguments(process.argv.slice(2));
const text = describeBaseTrees({
  workspacePath,
  projectRootPath: resolve(workspacePath, projectRoot),
  folderPaths: folders.map((folder) => resolve(workspacePath, folder)),
  ref: resolveBaseRef(process.env, defaultBase === undefined ? {} : { defaultBase }),
  env: process.env,
});
process.stdout.write(`${text}\n`);
