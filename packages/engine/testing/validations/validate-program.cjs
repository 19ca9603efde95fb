// One validation as a whole process: `node validate-program.cjs <project folder>`.
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
    const result = await validate(settings, {}, ports);
    if (process.env.BENCH_CHECKS) for (const { name, durationMs } of result.checks) console.error(name, durationMs);
    if (result.outcome !== 'succeeded') throw new Error(JSON.stringify(result.findings.slice(0, 5), null, 1));
  } finally {
    await ports.close();
  }
}

main(process.argv[2]).catch((error) => {
  console.error(error);
  process.exit(1); // a connection may still be open
});
