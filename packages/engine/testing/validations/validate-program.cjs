// One validation as a whole process: `node validate-program.cjs <project folder>`.
const { validate } = require('../../dist');
const { withProject } = require('../bench/built-engine.cjs');

withProject(process.argv[2], 'not-needed', async (settings, ports) => {
  const { outcome, findings } = await validate(settings, {}, ports);
  if (outcome !== 'succeeded') throw new Error(JSON.stringify(findings.slice(0, 5), null, 1));
}).catch((error) => {
  console.error(error);
  process.exit(1); // a connection may still be open
});
