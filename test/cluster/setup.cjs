require('tsx/cjs');
const { startSharedBench } = require('./harness/shared-bench.ts');

/** Starts the bench before the first test file. */
module.exports = startSharedBench;
