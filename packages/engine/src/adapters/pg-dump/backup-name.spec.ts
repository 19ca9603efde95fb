import { type BackupOwner, backupName, ownBackups, partialName, partialWriter } from './backup-name';

const owner: BackupOwner = { project: 'api', environment: 'production', database: 'shop' };
const at = (time: string) => new Date(`2026-11-25T${time}Z`);
const writer = { host: 'ci-7.example.com', pid: 42, start: '123456' };

describe('the name of a backup', () => {
  it('says project, environment, time and plan', () => {
    expect(backupName(owner, at('02:28:44.007'), 'p3f9c')).toMatch(
      /^api-production-20261125T022844007Z-p3f9c-[0-9a-f]{8}\.dump$/,
    );
  });

  it('is a name of a file whatever project and environment are called', () => {
    const name = backupName(
      { ...owner, project: `../@shop/${'ä'.repeat(300)}${'b'.repeat(300)}` },
      at('00:00:00'),
      'p1',
    );
    expect(name).toMatch(/^[\w.-]+$/);
    expect(Buffer.byteLength(partialName(name, { ...writer, host: 'h'.repeat(255) }))).toBeLessThanOrEqual(255);
  });
});

describe('backups of an owner', () => {
  const names = ['10:00:00', '09:00:00'].map((time) => backupName(owner, at(time), 'p1'));

  it('are found among all files, oldest first', () => {
    const others = ['notes.txt', '.gitignore', 'api-production.dump', `${names[0]}.bak`, `x${names[0]}`];
    expect(ownBackups(owner, [...names, ...others])).toEqual([names[1], names[0]]);
  });

  it.each<Partial<BackupOwner>>([
    { project: 'api-production', environment: 'production' },
    { project: 'api', environment: 'production-x' },
    { database: 'other' },
  ])('are not those of %j', (other) => {
    expect(ownBackups({ ...owner, ...other }, names)).toEqual([]);
  });

  it('are not taken for another’s whose names run together', () => {
    const one = { ...owner, project: 'api-eu', environment: 'live' };
    const other = { ...owner, project: 'api', environment: 'eu-live' };
    expect(ownBackups(one, [backupName(other, at('10:00:00'), 'p1')])).toEqual([]);
  });
});

describe('an incomplete backup', () => {
  const name = partialName(backupName(owner, at('10:00:00'), 'p1'), writer);

  it('says who writes it', () => {
    expect(partialWriter(owner, name)).toEqual(writer);
  });

  it.each([
    ['another owner', { ...owner, database: 'other' }, name],
    ['a complete one', owner, backupName(owner, at('10:00:00'), 'p1')],
    ['a file of somebody else', owner, '.something.part'],
  ])('is not recognised in that of %s', (_what, who, other) => {
    expect(partialWriter(who, other)).toBeUndefined();
  });
});
