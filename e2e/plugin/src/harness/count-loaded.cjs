// Required into every process of a run: notes, when the process ends, which files of our packages it has loaded.
const { appendFileSync } = require('node:fs');

process.on('exit', () => {
  const files = Object.keys(require.cache).filter((path) => path.includes('/@pgrestify/'));
  appendFileSync(process.env.LOADED_FILES, `${JSON.stringify(files)}\n`);
});
