require('tsx/cjs');

/** Stops the bench after the last test file. */
module.exports = () => require('./harness/shared-bench.ts').stopSharedBench();
