// `validate --files-only` as a whole process of the built engine: `node lint.cjs <project folder>`.
const { validate } = require('../../dist');
const { withProject } = require('../bench/built-engine.cjs');

withProject(process.argv[2], 'not-needed', async (settings, ports) => {
  const { findings } = await validate(settings, { filesOnly: true }, ports);
  process.stdout.write(JSON.stringify(findings));
}).catch((error) => {
  console.error(error);
  process.exitCode = 2;
});
