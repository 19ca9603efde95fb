import { type OwnedFile, openOwnedFile } from './owned-file';

/** Where a report goes: each write replaces the whole file. Throws REPORT_UNWRITABLE. */
export type ReportFile = Pick<OwnedFile, 'write'>;

/**
 * The file at a path that is relative to the workspace, or absolute inside of it; its folder is made. Throws
 * FILE_OUTSIDE_WORKSPACE and REPORT_UNWRITABLE: see `openOwnedFile`.
 */
export function openReportFile(path: string, workspacePath: string): ReportFile {
  const file = openOwnedFile({
    path,
    workspacePath,
    mark: 'pgrestify-report',
    name: `--report=${path}`,
    kind: 'report',
    unwritable: 'REPORT_UNWRITABLE',
  });
  file.makeFolder();
  return file;
}
