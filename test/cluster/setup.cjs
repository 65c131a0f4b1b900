require('tsx/cjs');

/** Starts the bench before the first test file. */
module.exports = () => require('./harness/shared-bench.ts').startSharedBench();
