/**
 * Jest reporter whose only output is the run's closing line, `N passed, N failed`.
 * A suite that could not run at all (a syntax error, a failing import) counts as one failed test.
 */
module.exports = class ClosingLine {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const tail = skipped === 0 ? '' : `, ${skipped} skipped`;
    const line = `${results.numPassedTests} passed, ${failed} failed${tail}`;
    // Jest's own summary comes after this reporter.
    process.once('exit', () => process.stdout.write(`\n${line}\n`));
  }
};
