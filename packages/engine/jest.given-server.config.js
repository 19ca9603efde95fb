const base = require('./jest.config.js');

/** What does not run on a server that is given by its URL, and why. A spec that is not named here runs on it. */
const leftOut = {
  'src/adapters/(embedded|docker|shadow|pg-dump)/': 'is about servers, containers and programs of its own',
  'src/postgres/scratch/': 'opens a second server, of another major, for copies',
  'src/postgres/connection/tls': 'writes certificates into the server folder',
  'scenarios/(crashes/lost-connection|servers/wait-for-database)': 'kills and restarts its server',
  'scenarios/crashes/late-message': 'reads the log of its server',
  'scenarios/(features/backup|crashes/kill-matrix-backup)': 'needs a server that the pg_dump of this machine can read',
  'scenarios/(locks/race|crashes/kill-matrix|features/model)\\.db':
    'is the same on each major, and long: it says nothing about one',
  '(src/commands/validate/(?!shadow-beside)|scenarios/features/adopt-and-repair)':
    'needs an embedded shadow of the major, which no package has yet',
};

if (!process.env.PGRESTIFY_TEST_SERVER_URL) {
  throw new Error('PGRESTIFY_TEST_SERVER_URL is not set: the URL of a fresh server, as the README tells.');
}

module.exports = {
  ...base,
  displayName: `engine, PostgreSQL ${process.env.PGRESTIFY_TEST_SERVER_MAJOR}`,
  testMatch: ['**/{src,scenarios}/**/*.db.spec.ts'],
  testPathIgnorePatterns: Object.keys(leftOut),
};
