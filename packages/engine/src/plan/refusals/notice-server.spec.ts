import { newestTestedMajor, noticeNewServer } from './notice-server';

describe('noticeNewServer', () => {
  it('tells of a major that is newer than the tested ones, once', () => {
    const [notice, ...more] = noticeNewServer({ serverMajor: newestTestedMajor + 1 });
    expect(more).toEqual([]);
    expect(notice).toMatchObject({
      severity: 'notice',
      message: expect.stringContaining('is PostgreSQL 19; the newest'),
    });
  });

  it.each([14, newestTestedMajor, undefined])('says nothing of %s', (serverMajor) => {
    expect(noticeNewServer(serverMajor === undefined ? {} : { serverMajor })).toEqual([]);
  });
});
