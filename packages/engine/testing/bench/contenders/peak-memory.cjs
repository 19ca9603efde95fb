const { readFileSync } = require('node:fs');

/** Prints the most memory that this process ever had, in KiB, as its only output. */
exports.reportPeakMemory = () => {
  const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
  process.stdout.write(kib);
};
