// What programs of benches do with the built engine: open a project of theirs, work on it, close it.
const { loadConfig, openPorts, resolveSettings } = require('../../dist');

/** Works on the project in that folder, without news of it; `database` is `needed` or `not-needed`. */
exports.withProject = async (projectRootPath, database, work) => {
  const settings = await resolveSettings({
    workspacePath: projectRootPath,
    projectRootPath,
    project: 'bench',
    config: await loadConfig(projectRootPath, projectRootPath),
    options: {},
    env: process.env,
    database,
  });
  const ports = openPorts(settings, { reporter: { report: () => {} }, signal: new AbortController().signal });
  try {
    await work(settings, ports);
  } finally {
    await ports.close();
  }
};
