import type { SqlFiles } from '../../ports';
import { findEncodingProblem } from '../../sql/text/encoding';
import { normaliseText } from '../../sql/text/normalise';
import { locateOffset } from '../../sql/text/positions';
import type { BenchmarkProblem } from './benchmark-query';

/** A file by its absolute path, and by the one that is shown. */
export interface TextFile {
  readonly filePath: string;
  readonly path: string;
}

/** A normalised text, or why there is none. */
export type ReadText = { readonly text: Buffer } | { readonly problem: BenchmarkProblem };

/** Reads a file of benchmarks. Throws FILE_UNREADABLE. */
export function readText(files: SqlFiles, { filePath, path }: TextFile): ReadText {
  const bytes = files.read(filePath)?.bytes;
  if (bytes === undefined) return { problem: { message: 'A file of benchmarks has at most 8 MB.', path } };
  const encoding = findEncodingProblem(bytes);
  if (encoding === undefined) return { text: normaliseText(bytes) };
  const message = `${encoding.message}. Save it as UTF-8.`;
  return { problem: { message, path, ...locateOffset(bytes, encoding.offset) } };
}
