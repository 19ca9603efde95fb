import { readFileSync } from 'node:fs';
import { eventually } from '../../../../testing/eventually';
import { readProcessStart } from './process-start';
import { spawnOrphan } from './spawn-orphan';

const options = { cwd: '/', env: {}, output: 'ignore' } as const;

describe('an orphan', () => {
  it('runs with its arguments as they are, in a session of its own, and is no descendant of this process', async () => {
    const program = 'setTimeout(() => {}, 60_000) // $(false) "quoted"';
    const pid = spawnOrphan(process.execPath, ['-e', program], options);
    if (pid === undefined) throw new Error('was not spawned');
    try {
      await eventually(
        'the program runs',
        () => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[2] === program,
      );
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      const [, parent, , session] = fields.map(Number);
      expect(parent).not.toBe(process.pid);
      expect(session).not.toBe(Number(readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ')[3]));
    } finally {
      process.kill(pid);
    }
    await eventually('it ended', () => readProcessStart(pid) === undefined);
  });

  it('is gone at once when its program does not exist', async () => {
    const pid = spawnOrphan('/no/such/program', [], options);
    await eventually('nothing runs', () => pid === undefined || readProcessStart(pid) === undefined);
  });
});
