import { join, relative, resolve } from 'node:path/posix';

import { EngineError } from '../../src/errors';
import { type FileStamp, type FolderEntry, maxInlineBytes, type SqlFiles } from '../../src/ports';

/** Files by their path below the root; `{ link }` is a symbolic link, a path that ends in `/` an empty folder. */
export type FileTree = Readonly<Record<string, string | Buffer | { readonly link: string }>>;

/** Files in memory, and what was read of them. */
export interface MemoryFiles extends SqlFiles {
  /** Absolute paths in the order in which they were read, listings not among them. */
  readonly reads: readonly string[];
}

/** A file system in memory whose workspace is `rootPath`: the twin of `createNodeFiles`, for tests. */
export function createMemoryFiles(tree: FileTree, rootPath = '/workspace'): MemoryFiles {
  const nodes = buildNodes(tree, rootPath);
  const reads: string[] = [];
  return {
    reads,
    list: (folderPath) => {
      const node = admit(nodes, rootPath, folderPath);
      if (node === undefined) return undefined;
      if (!(node instanceof Set)) throw unreadable(folderPath, 'it is no folder');
      return [...node].sort().map((name) => describeEntry(nodes, rootPath, folderPath, name));
    },
    read: (filePath) => {
      const node = admit(nodes, rootPath, filePath);
      if (node === undefined) return undefined;
      if (node instanceof Set) throw unreadable(filePath, 'it is a folder');
      reads.push(filePath);
      return { size: node.length, bytes: node.length > maxInlineBytes ? undefined : node, stamp: () => stampOf(node) };
    },
    stamp: (filePath) => {
      const node = admit(nodes, rootPath, filePath);
      if (node instanceof Set) throw unreadable(filePath, 'it is a folder');
      return node && stampOf(node);
    },
    pieces: (filePath) => {
      const node = admit(nodes, rootPath, filePath);
      if (!Buffer.isBuffer(node)) throw unreadable(filePath, node ? 'it is a folder' : 'it does not exist');
      reads.push(filePath);
      return cut(node);
    },
  };
}

/** Nobody writes to it. */
function stampOf(bytes: Buffer): FileStamp {
  return { state: String(bytes.length), age: 'settled' };
}

/** A file's bytes, a folder's names, or where a link leads. */
type Node = Buffer | Set<string> | { readonly linkPath: string };

function buildNodes(tree: FileTree, rootPath: string): ReadonlyMap<string, Node> {
  const nodes = new Map<string, Node>([[rootPath, new Set()]]);
  for (const [name, content] of Object.entries(tree)) {
    const path = join(rootPath, name);
    if (name.endsWith('/')) addFolder(nodes, path.slice(0, -1));
    else {
      addFolder(nodes, join(path, '..')).add(path.slice(path.lastIndexOf('/') + 1));
      nodes.set(path, toNode(content, path));
    }
  }
  return nodes;
}

function toNode(content: FileTree[string], path: string): Node {
  if (typeof content === 'string') return Buffer.from(content);
  return Buffer.isBuffer(content) ? content : { linkPath: resolve(path, '..', content.link) };
}

function addFolder(nodes: Map<string, Node>, path: string): Set<string> {
  const known = nodes.get(path);
  if (known instanceof Set) return known;
  const folder = new Set<string>();
  nodes.set(path, folder);
  if (path !== '/') addFolder(nodes, join(path, '..')).add(path.slice(path.lastIndexOf('/') + 1));
  return folder;
}

/** Follows links; undefined when there is nothing. Throws FILE_OUTSIDE_WORKSPACE. */
function admit(nodes: ReadonlyMap<string, Node>, rootPath: string, path: string): Buffer | Set<string> | undefined {
  const realPath = follow(nodes, path);
  if (!isInside(rootPath, realPath)) {
    throw new EngineError('FILE_OUTSIDE_WORKSPACE', `${path} is outside the workspace ${rootPath}.`);
  }
  const node = nodes.get(realPath);
  return node instanceof Set || Buffer.isBuffer(node) ? node : undefined;
}

/** The path with every link in it replaced by where it leads; one that goes in a circle leads to itself. */
function follow(nodes: ReadonlyMap<string, Node>, path: string, seen: readonly string[] = []): string {
  let realPath = '/';
  for (const name of resolve(path).split('/').filter(Boolean)) {
    realPath = join(realPath, name);
    const node = nodes.get(realPath);
    if (node && 'linkPath' in node && !seen.includes(realPath)) {
      realPath = follow(nodes, node.linkPath, [...seen, realPath]);
    }
  }
  return realPath;
}

function describeEntry(
  nodes: ReadonlyMap<string, Node>,
  rootPath: string,
  folderPath: string,
  name: string,
): FolderEntry {
  const path = join(folderPath, name);
  const realPath = follow(nodes, path);
  // A link to a place of which this memory knows nothing leads outside, as far as a test is concerned.
  if (!isInside(rootPath, realPath)) return { name, path, kind: 'other', link: 'outside' };
  const node = nodes.get(realPath);
  if (node === undefined || 'linkPath' in node) return { name, path, kind: 'other', link: 'broken' };
  return { name, path, kind: node instanceof Set ? 'folder' : 'file' };
}

function isInside(rootPath: string, path: string): boolean {
  const way = relative(rootPath, path);
  return way !== '..' && !way.startsWith('../');
}

function* cut(bytes: Buffer): Generator<Buffer, void, undefined> {
  const pieceBytes = 1024 * 1024;
  for (let start = 0; start < bytes.length; start += pieceBytes) yield bytes.subarray(start, start + pieceBytes);
}

function unreadable(path: string, reason: string): EngineError {
  return new EngineError('FILE_UNREADABLE', `${path} cannot be read: ${reason}.`);
}
