import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTemporaryFolder } from '../../testing/test-run/temporary-folder';
import { openReportFile } from './report-file';

let root: string;
let workspacePath: string;

beforeEach(() => {
  root = makeTemporaryFolder('report');
  workspacePath = join(root, 'work space');
  mkdirSync(workspacePath);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const failure = (code: string) => expect.objectContaining({ code });

describe('openReportFile', () => {
  it('makes the folder, replaces a report that is there, and leaves nothing beside it', () => {
    for (const text of ['pgrestify-report 1', 'pgrestify-report 2']) {
      openReportFile('out/deep/r.json', workspacePath).write(text);
      expect(readFileSync(join(workspacePath, 'out/deep/r.json'), 'utf8')).toBe(text);
    }
    expect(readdirSync(join(workspacePath, 'out/deep'))).toEqual(['r.json']);
  });

  // An empty list is what GitLab's report of nothing is.
  it.each(['', '[]\n'])('takes an absolute path inside the workspace, and a file that holds nothing: %j', (text) => {
    const path = join(workspacePath, 'r.md');
    writeFileSync(path, text);
    openReportFile(path, workspacePath).write('x');
    expect(readFileSync(path, 'utf8')).toBe('x');
  });

  it.each(['../r.json', '/tmp/r.json', 'a/../../r.json', 'link/r.json', 'link/new/r.json'])(
    'refuses %s, which leads out of the workspace',
    (path) => {
      symlinkSync(root, join(workspacePath, 'link'));
      expect(() => openReportFile(path, workspacePath)).toThrow(failure('FILE_OUTSIDE_WORKSPACE'));
      expect(readdirSync(root)).toEqual(['work space']);
    },
  );

  it.each(['{}', '[1]', `${' '.repeat(600)}{}`])('refuses to replace a file that is no report: %j', (text) => {
    writeFileSync(join(workspacePath, 'package.json'), text);
    expect(() => openReportFile('package.json', workspacePath)).toThrow(failure('REPORT_UNWRITABLE'));
    expect(readFileSync(join(workspacePath, 'package.json'), 'utf8')).toBe(text);
  });

  it('refuses a folder, and one below a file', () => {
    mkdirSync(join(workspacePath, 'folder.json'));
    writeFileSync(join(workspacePath, 'file'), '');
    for (const path of ['folder.json', 'file/r.json']) {
      expect(() => openReportFile(path, workspacePath)).toThrow(failure('REPORT_UNWRITABLE'));
    }
  });

  it('says so when it cannot be written, and leaves what was there', () => {
    const file = openReportFile('out/r.json', workspacePath);
    file.write('pgrestify-report');
    rmSync(join(workspacePath, 'out'), { recursive: true });
    writeFileSync(join(workspacePath, 'out'), 'in the way');
    expect(() => file.write('second')).toThrow(failure('REPORT_UNWRITABLE'));
    expect(readFileSync(join(workspacePath, 'out'), 'utf8')).toBe('in the way');
  });
});
