// drizzle-orm's migrator: `node drizzle.cjs <project folder>`. It verifies no checksum, and applies all in one transaction.
const { join } = require('node:path');
const { reportPeakMemory } = require('./peak-memory.cjs');

const ofPeers = (name) => require(require.resolve(name, { paths: [process.env.PEERS_FOLDER] }));
const { drizzle } = ofPeers('drizzle-orm/node-postgres');
const { migrate } = ofPeers('drizzle-orm/node-postgres/migrator');
const { Client } = ofPeers('pg');

async function main(projectRootPath) {
  const client = new Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  await migrate(drizzle(client), { migrationsFolder: join(projectRootPath, 'drizzle') });
  await client.end();
}

main(process.argv[2]).then(reportPeakMemory, (error) => {
  console.error(error);
  process.exit(1);
});
