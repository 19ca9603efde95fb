import { EngineError } from '../../errors';

/** What a report can be written as. */
export type ReportKind = 'json' | 'markdown' | 'comment' | 'html' | 'junit' | 'sarif' | 'gitlab';

/** By the ends of paths; of those that fit the first. */
const kinds: readonly (readonly [suffix: string, kind: ReportKind])[] = [
  ['.sarif', 'sarif'],
  ['.sarif.json', 'sarif'],
  ['.gitlab.json', 'gitlab'],
  ['.json', 'json'],
  ['.comment.md', 'comment'],
  ['.md', 'markdown'],
  ['.html', 'html'],
  ['.xml', 'junit'],
];

/** What GitLab calls it in its documents, with a project's name in it where several have one. */
const gitlabName = /(^|[/\\])gl-code-quality-report(\.[^/\\]+)?\.json$/;

/** Several ends of one path, as `reports/api.{sarif,comment.md}`. */
const alternatives = /\.\{([^{}/\\]*)\}$/;

/** The kind by the end of a path, in either case. Throws REPORT_KIND_UNKNOWN. */
export function parseReportKind(path: string): ReportKind {
  const lower = path.toLowerCase();
  if (gitlabName.test(lower)) return 'gitlab';
  const [, kind] = kinds.find(([suffix]) => lower.endsWith(suffix)) ?? [];
  if (kind) return kind;
  const known = kinds.map(([suffix]) => suffix).join(', ');
  throw new EngineError('REPORT_KIND_UNKNOWN', `--report=${path} does not say by its extension what to write.`, {
    hint: `End it in one of ${known}.`,
  });
}

/**
 * The paths that one of `--report` stands for: several reports where it ends in several extensions in braces,
 * `reports/api.{sarif,comment.md}`. It is a pattern that Nx's `outputs` take, too, so that a cached run restores them all.
 */
export function listReportPaths(path: string): readonly string[] {
  const match = alternatives.exec(path);
  if (!match) return [path];
  const ends = (match[1] ?? '').split(',').map((end) => end.trim());
  return [...new Set(ends)].map((end) => `${path.slice(0, match.index)}.${end}`);
}

/** `out/run.api.json` for `out/run.json`, whatever its extensions. */
export function labelReportPath(path: string, label: string): string {
  const known = kinds.map(([suffix]) => suffix).find((suffix) => path.toLowerCase().endsWith(suffix));
  const suffix = alternatives.exec(path)?.[0] ?? path.slice(path.length - (known?.length ?? 0));
  return `${path.slice(0, path.length - suffix.length)}.${label}${suffix}`;
}
