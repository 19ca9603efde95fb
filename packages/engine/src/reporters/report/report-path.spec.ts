import { labelReportPath, listReportPaths, parseReportKind } from './report-path';

describe('parseReportKind', () => {
  it.each([
    ['r.json', 'json'],
    ['out/r.MD', 'markdown'],
    ['r.tar.html', 'html'],
    ['r.xml', 'junit'],
    ['out/validate.sarif', 'sarif'],
    ['validate.sarif.json', 'sarif'],
    ['validate.gitlab.json', 'gitlab'],
    ['out/gl-code-quality-report.json', 'gitlab'],
    ['gl-code-quality-report.api.json', 'gitlab'],
    ['my-gl-code-quality-report.json', 'json'],
    ['validate.comment.md', 'comment'],
    ['comment.md', 'markdown'],
  ])('of %s is %s', (path, kind) => {
    expect(parseReportKind(path)).toBe(kind);
  });

  it.each(['r', 'r.txt', '', 'a.json/b', '.constructor', 'r.', 'r.{md'])(
    'refuses "%s", naming what there is',
    (path) => {
      expect(() => parseReportKind(path)).toThrow(
        expect.objectContaining({ code: 'REPORT_KIND_UNKNOWN', hint: expect.stringContaining('.sarif') }),
      );
    },
  );
});

describe('listReportPaths', () => {
  it.each([
    ['r.json', ['r.json']],
    ['out/r.{sarif,comment.md}', ['out/r.sarif', 'out/r.comment.md']],
    ['r.{ md , html }', ['r.md', 'r.html']],
    ['r.{md,md}', ['r.md']],
    ['{a,b}/r.md', ['{a,b}/r.md']],
    ['r.{}', ['r.']],
  ])('of %s are %j', (path, paths) => {
    expect(listReportPaths(path)).toEqual(paths);
  });
});

describe('labelReportPath', () => {
  it.each([
    ['out/run.json', 'out/run.api.json'],
    ['run.SARIF', 'run.api.SARIF'],
    ['run.gitlab.json', 'run.api.gitlab.json'],
    ['run.{sarif,comment.md}', 'run.api.{sarif,comment.md}'],
    ['gl-code-quality-report.json', 'gl-code-quality-report.api.json'],
  ])('puts a label into %s without another kind', (path, labelled) => {
    expect(labelReportPath(path, 'api')).toBe(labelled);
  });
});
