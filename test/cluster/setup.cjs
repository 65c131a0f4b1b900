require('tsx/cjs');
const temporaryFolder = require('../temporary-folder.cjs');
const { startSharedBench } = require('./harness/shared-bench.ts');

/** Starts the bench before the first test file. */
module.exports = () => {
  temporaryFolder();
  return startSharedBench();
};
