const { TestEnvironment } = require('jest-environment-node');

require('./compile-once.cjs');

/** Where the Pulumi SDK notes a trace of every promise that it makes, which it shows if the promise never ends. */
const NOTED_BY_PULUMI = /@pulumi\/pulumi\/runtime\/debuggable\.js$/;

/** The sandbox of a test file: that of jest, without the traces that nobody reads. */
module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    // To write them, with places in the sources, is a fifth of the time of a Pulumi program under mocks.
    this.global.Error.prepareStackTrace = (error, frames) =>
      NOTED_BY_PULUMI.test(frames[0]?.getFileName() ?? '') ? String(error) : Error.prepareStackTrace(error, frames);
  }
};
