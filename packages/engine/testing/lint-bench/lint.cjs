// `validate --files-only` as a whole process of the built engine: `node lint.cjs <project folder>`.
const { loadConfig, openPorts, resolveSettings, validate } = require('../../dist');

async function main(projectRootPath) {
  const config = await loadConfig(projectRootPath, projectRootPath);
  const settings = await resolveSettings({
    workspacePath: projectRootPath,
    projectRootPath,
    project: 'bench',
    config,
    options: {},
    env: process.env,
    database: 'not-needed',
  });
  const ports = openPorts(settings, { reporter: { report: () => {} }, signal: new AbortController().signal });
  try {
    const { findings } = await validate(settings, { filesOnly: true }, ports);
    process.stdout.write(JSON.stringify(findings));
  } finally {
    await ports.close();
  }
}

main(process.argv[2]).catch((error) => {
  console.error(error);
  process.exitCode = 2;
});
