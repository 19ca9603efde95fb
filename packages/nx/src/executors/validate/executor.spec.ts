import type { ExecutorContext } from '@nx/devkit';
import validate from './executor';

it('refuses to compare a live database in a target whose result Nx keeps', async () => {
  const written: string[] = [];
  const spy = jest.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  const context = {
    projectName: 'api',
    targetName: 'validate',
    target: { executor: '@pgrestify/nx:validate', cache: true },
  };
  try {
    expect(await validate({ afterMigration: true }, context as ExecutorContext)).toEqual({ success: false });
  } finally {
    spy.mockRestore();
  }
  expect(written.join('')).toContain('nx run api:drift');
});
