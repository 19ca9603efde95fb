// One command of the engine as a whole process: `node engine.cjs <project folder> <migrate|status>`.
const { join } = require('node:path');
const { loadConfig, migrate, openPorts, resolveSettings, status } = require('../../../dist');
const { reportPeakMemory } = require('./peak-memory.cjs');

async function main(projectRootPath, command) {
  const config = await loadConfig(projectRootPath, projectRootPath);
  const settings = await resolveSettings({
    workspacePath: projectRootPath,
    projectRootPath,
    project: 'bench',
    config,
    options: {},
    env: process.env,
    database: 'needed',
  });
  const ports = openPorts(settings, { reporter: { report: () => {} }, signal: new AbortController().signal });
  try {
    if (command === 'status') {
      await status(settings, {}, ports);
      return;
    }
    const { outcome, steps } = await migrate(settings, {}, ports);
    if (outcome !== 'succeeded' && outcome !== 'nothing-to-do') throw new Error(`${outcome}: ${JSON.stringify(steps)}`);
  } finally {
    await ports.close();
  }
}

main(join(process.argv[2]), process.argv[3]).then(reportPeakMemory, (error) => {
  console.error(error);
  process.exit(1); // a connection may still be open
});
