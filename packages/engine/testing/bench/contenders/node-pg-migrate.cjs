// node-pg-migrate's runner: `node node-pg-migrate.cjs <project folder>`. It verifies no checksum.
const { join } = require('node:path');
const { reportPeakMemory } = require('./peak-memory.cjs');

async function main(projectRootPath) {
  const { runner } = await import(join(process.env.PEERS_FOLDER, 'node_modules/node-pg-migrate/dist/bundle/index.js'));
  await runner({
    databaseUrl: process.env.DATABASE_URL,
    dir: join(projectRootPath, 'node-pg-migrate'),
    direction: 'up',
    count: Number.POSITIVE_INFINITY,
    migrationsTable: 'pgmigrations',
    singleTransaction: false,
    log: () => {},
  });
}

main(process.argv[2]).then(reportPeakMemory, (error) => {
  console.error(error);
  process.exit(1);
});
