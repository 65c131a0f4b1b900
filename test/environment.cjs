const { TestEnvironment } = require('jest-environment-node');

/** Where the Pulumi SDK notes a trace of every promise that it makes, which it shows if the promise never ends. */
const NOTED_BY_PULUMI = /@pulumi\/pulumi\/runtime\/debuggable\.js$/;

/** The sandbox of a test file: that of jest, with traces that nobody reads left as they are. */
module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    // To find the places of a trace in the sources is a fifth of the time of a Pulumi program under mocks.
    this.global.Error.prepareStackTrace = (error, frames) =>
      NOTED_BY_PULUMI.test(frames[0]?.getFileName() ?? '')
        ? `${error}\n${frames.map((frame) => `    at ${frame}`).join('\n')}`
        : Error.prepareStackTrace(error, frames);
  }
};
