const { TestEnvironment } = require('jest-environment-node');

require('./compile-once.cjs');

/** The sandbox of a test file: that of jest, whose modules are compiled once for all files. */
module.exports = TestEnvironment;
