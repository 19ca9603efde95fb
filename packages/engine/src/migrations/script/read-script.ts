import { relative, sep } from 'node:path';

import type { FileStamp, SqlFiles } from '../../ports';
import type { SqlProblem } from '../../sql/statements/statement';
import { findEncodingProblem } from '../../sql/text/encoding';
import { normaliseText } from '../../sql/text/normalise';
import { locateOffset } from '../../sql/text/positions';
import { toolOfMarkers } from '../layouts/direction-markers';
import type { FileProblem, Script } from '../migration';
import { checksumOf, readLargeText } from './checksum';
import { parseDirectives, type ScriptRole } from './directives';
import { findHeadEnd } from './script-head';

/** Which script to read, and as what. */
export interface ScriptSource {
  /** Absolute. */
  readonly filePath: string;
  /** Relative to the workspace, with `/`. */
  readonly path: string;
  readonly role: ScriptRole;
  /** The migration that it belongs to, for its problems. */
  readonly id: string;
}

/** A script as read, with what is wrong in its bytes and its head. */
export interface ScriptReading {
  readonly script: Script;
  readonly problems: readonly FileProblem[];
  /** Whether it has no statement. */
  readonly isEmpty: () => boolean;
}

/** Reads a script: normalises, hashes and looks at its head. Undefined when there is no such file. */
export function readScript(
  files: SqlFiles,
  source: ScriptSource,
): { readonly stamp: () => FileStamp; readonly reading: ScriptReading } | undefined {
  const file = files.read(source.filePath);
  if (!file) return undefined;
  return { stamp: file.stamp, reading: file.bytes ? readText(file.bytes, source) : readLarge(files, source) };
}

/** A text that is no file as a script: a down that history keeps. `path` says where it comes from. */
export function scriptOfText(text: string, path: string, role: ScriptRole): Script {
  const bytes = normaliseText(Buffer.from(text));
  const { directives } = parseDirectives(bytes, role);
  return { path, checksum: checksumOf(bytes), bytes: bytes.length, text: bytes, directives };
}

/** Path relative to the workspace, with `/` on every system. */
export function workspaceRelativePath(workspacePath: string, path: string): string {
  return relative(workspacePath, path).split(sep).join('/');
}

function readText(bytes: Buffer, source: ScriptSource): ScriptReading {
  const { path } = source;
  const text = normaliseText(bytes);
  const head = parseDirectives(text, source.role);
  const encoding = findEncodingProblem(bytes);
  return {
    script: { path, checksum: checksumOf(text), bytes: text.length, text, directives: head.directives },
    problems: [
      ...(encoding ? [encodingProblem(encoding, path, source.id, locateOffset(bytes, encoding.offset))] : []),
      ...directiveProblems(head.problems, path, source.id),
    ],
    isEmpty: head.isEmpty,
  };
}

function readLarge(files: SqlFiles, source: ScriptSource): ScriptReading {
  const { path } = source;
  const { checksum, bytes, head, encodingProblem: encoding } = readLargeText(files.pieces(source.filePath));
  const { directives, problems } = parseDirectives(head, source.role);
  return {
    script: { path, checksum, bytes, text: undefined, directives },
    problems: [
      ...findMarkedHead(head, path, source.id),
      ...(encoding ? [encodingProblem(encoding, path, source.id)] : []),
      ...directiveProblems(problems, path, source.id),
    ],
    isEmpty: () => false,
  };
}

/** The rest of a large script is not at hand here: the marker that begins both halves must do. */
function findMarkedHead(head: Buffer, path: string, id: string): readonly FileProblem[] {
  const tool = toolOfMarkers(head.toString('latin1', 0, findHeadEnd(head)));
  if (tool === undefined) return [];
  const message = `It is a file of ${tool}, which holds the undo as well: both halves would run.`;
  return [{ severity: 'error', code: 'UP_AND_DOWN', message, path, ids: [id], until: 'applied' }];
}

function encodingProblem(
  { message, offset }: SqlProblem,
  path: string,
  id: string,
  location?: { readonly line: number; readonly column: number },
): FileProblem {
  const where = location ? '' : ` (byte ${offset})`;
  return {
    severity: 'error',
    code: 'FILE_ENCODING',
    message: `${message}${where}. Save it as UTF-8.`,
    path,
    ...location,
    ids: [id],
  };
}

function directiveProblems(
  problems: ReturnType<typeof parseDirectives>['problems'],
  path: string,
  id: string,
): readonly FileProblem[] {
  return problems.map(({ severity, message, line, column }) => ({
    severity,
    code: 'DIRECTIVE_INVALID',
    message: `pgrestify directive: ${message}.`,
    path,
    line,
    column,
    ids: [id],
  }));
}
