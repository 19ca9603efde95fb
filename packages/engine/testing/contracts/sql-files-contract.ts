import { deepStrictEqual, notDeepStrictEqual, throws } from 'node:assert/strict';
import { join } from 'node:path';

import { EngineError, type ErrorCode } from '../../src/errors';
import { type FolderEntry, maxInlineBytes, type SqlFiles } from '../../src/ports';
import type { FileTree } from '../memory/memory-files';

/** One thing that every implementation of `SqlFiles` does; independent of a test framework. */
export interface SqlFilesCase {
  readonly name: string;
  /** What is below the workspace. */
  readonly tree: FileTree;
  /** Throws an AssertionError. `rootPath` is the workspace. */
  readonly check: (files: SqlFiles, rootPath: string) => void;
}

/** What a file system must do for the engine; run each case with an implementation that holds the case's tree. */
export const sqlFilesContract: readonly SqlFilesCase[] = [
  {
    name: 'lists entries in code-unit order with their kinds',
    tree: { 'sql/b.sql': '', 'sql/a/x.sql': '', 'sql/B.sql': '', 'sql/ä.sql': '', 'sql/empty/': '' },
    check: (files, rootPath) =>
      deepStrictEqual(namesOf(files.list(join(rootPath, 'sql'))), [
        'B.sql: file',
        'a: folder',
        'b.sql: file',
        'empty: folder',
        'ä.sql: file',
      ]),
  },
  {
    name: 'gives an entry the path under which it is read',
    tree: { 'sql/a.sql': 'a' },
    check: (files, rootPath) => {
      const paths = Array.from(files.list(join(rootPath, 'sql')) ?? [], ({ path }) => path);
      deepStrictEqual(paths, [join(rootPath, 'sql', 'a.sql')]);
      deepStrictEqual(files.read(paths[0] ?? '')?.size, 1);
    },
  },
  {
    name: 'knows nothing of a folder or a file that does not exist',
    tree: {},
    check: (files, rootPath) => {
      deepStrictEqual(files.list(join(rootPath, 'sql')), undefined);
      deepStrictEqual(files.read(join(rootPath, 'sql/a.sql')), undefined);
      throwsCode('FILE_UNREADABLE', () => files.pieces(join(rootPath, 'a.sql')));
    },
  },
  {
    name: 'reads the bytes as they are',
    tree: { 'a b/ü.sql': Buffer.from([0xef, 0xbb, 0xbf, 0x0d, 0x0a, 0x00, 0xff]) },
    check: (files, rootPath) => {
      const file = files.read(join(rootPath, 'a b/ü.sql'));
      deepStrictEqual(file?.size, 7);
      deepStrictEqual(file.bytes?.toString('hex'), 'efbbbf0d0a00ff');
    },
  },
  {
    name: 'reads a file of just 8 MB whole, and one of more in pieces',
    tree: { 'whole.sql': Buffer.alloc(maxInlineBytes, 'a'), 'large.sql': Buffer.alloc(maxInlineBytes + 1, 'a') },
    check: (files, rootPath) => {
      deepStrictEqual(files.read(join(rootPath, 'whole.sql'))?.bytes?.length, maxInlineBytes);
      const large = files.read(join(rootPath, 'large.sql'));
      deepStrictEqual([large?.size, large?.bytes], [maxInlineBytes + 1, undefined]);
      let size = 0;
      for (const piece of files.pieces(join(rootPath, 'large.sql'))) size += piece.length;
      deepStrictEqual(size, maxInlineBytes + 1);
    },
  },
  {
    name: 'stamps a file as it is read and when it is asked',
    tree: { 'sql/a.sql': 'a', 'sql/b.sql': 'bb', 'sql/link.sql': { link: 'a.sql' } },
    check: (files, rootPath) => {
      const stateOf = (name: string) => files.stamp(join(rootPath, name))?.state;
      deepStrictEqual(files.read(join(rootPath, 'sql/a.sql'))?.stamp().state, stateOf('sql/a.sql'));
      deepStrictEqual(stateOf('sql/link.sql'), stateOf('sql/a.sql'));
      notDeepStrictEqual(stateOf('sql/b.sql'), stateOf('sql/a.sql'));
      deepStrictEqual(stateOf('sql/c.sql'), undefined);
      throwsCode('FILE_UNREADABLE', () => files.stamp(join(rootPath, 'sql')));
    },
  },
  {
    name: 'refuses to list a file and to read a folder',
    tree: { 'sql/a.sql': '' },
    check: (files, rootPath) => {
      throwsCode('FILE_UNREADABLE', () => files.list(join(rootPath, 'sql/a.sql')));
      throwsCode('FILE_UNREADABLE', () => files.read(join(rootPath, 'sql')));
    },
  },
  {
    name: 'follows links inside the workspace and reports the others',
    tree: {
      'shared/a.sql': 'a',
      'sql/inside.sql': { link: '../shared/a.sql' },
      'sql/inside': { link: '../shared' },
      'sql/outside': { link: '../..' },
      'sql/broken': { link: 'nothing' },
      'sql/circle': { link: 'circle' },
    },
    check: (files, rootPath) => {
      deepStrictEqual(namesOf(files.list(join(rootPath, 'sql'))), [
        'broken: other broken',
        'circle: other broken',
        'inside: folder',
        'inside.sql: file',
        'outside: other outside',
      ]);
      deepStrictEqual(files.read(join(rootPath, 'sql/inside.sql'))?.bytes?.toString(), 'a');
      deepStrictEqual(files.read(join(rootPath, 'sql/inside/a.sql'))?.bytes?.toString(), 'a');
    },
  },
  {
    name: 'reads nothing outside the workspace, neither by a path nor through a link',
    tree: { 'sql/outside': { link: '../..' } },
    check: (files, rootPath) => {
      // Also where the folder was listed before.
      files.list(rootPath);
      files.list(join(rootPath, 'sql'));
      for (const path of ['..', '../elsewhere', 'sql/outside']) {
        throwsCode('FILE_OUTSIDE_WORKSPACE', () => files.list(join(rootPath, path)));
        throwsCode('FILE_OUTSIDE_WORKSPACE', () => files.read(join(rootPath, path)));
        throwsCode('FILE_OUTSIDE_WORKSPACE', () => files.stamp(join(rootPath, path)));
        throwsCode('FILE_OUTSIDE_WORKSPACE', () => files.pieces(join(rootPath, path)));
      }
    },
  },
];

/** As text: a test framework may run the code in a realm of its own, whose arrays are not strictly equal to ours. */
function namesOf(entries: readonly FolderEntry[] | undefined): readonly string[] {
  return Array.from(entries ?? [], ({ name, kind, link }) => `${name}: ${kind}${link ? ` ${link}` : ''}`);
}

function throwsCode(code: ErrorCode, action: () => unknown): void {
  throws(action, (error) => error instanceof EngineError && error.code === code);
}
