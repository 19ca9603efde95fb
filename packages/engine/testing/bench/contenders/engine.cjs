// One command of the engine as a whole process: `node engine.cjs <project folder> <migrate|status>`.
const { join } = require('node:path');
const { migrate, status } = require('../../../dist');
const { withProject } = require('../built-engine.cjs');
const { reportPeakMemory } = require('./peak-memory.cjs');

const [, , folder, command] = process.argv;

withProject(join(folder), 'needed', async (settings, ports) => {
  if (command === 'status') {
    await status(settings, {}, ports);
    return;
  }
  const { outcome, steps } = await migrate(settings, {}, ports);
  if (outcome !== 'succeeded' && outcome !== 'nothing-to-do') throw new Error(`${outcome}: ${JSON.stringify(steps)}`);
}).then(reportPeakMemory, (error) => {
  console.error(error);
  process.exit(1); // a connection may still be open
});
