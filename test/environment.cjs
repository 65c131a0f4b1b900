const { TestEnvironment } = require('jest-environment-node');

require('./compile-once.cjs');

/** Where the Pulumi SDK notes a trace of every promise that it makes, which it shows if the promise never ends. */
const PROMISES_OF_PULUMI = /@pulumi\/pulumi\/runtime\/debuggable\.js$/;

/** Where it notes for the engine from which lines of the program a resource comes: by `callsites`, all frames of them. */
const RESOURCES_OF_PULUMI = /@pulumi\/pulumi\/resource\.js$/;

/** The sandbox of a test file: that of jest, without the traces that nobody reads. */
module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    // To write them, with places in the sources, is a fifth of the time of a Pulumi program under mocks.
    this.global.Error.prepareStackTrace = (error, frames) =>
      isNotedByPulumi(frames[0]) ? String(error) : Error.prepareStackTrace(error, frames);
  }
};

function isNotedByPulumi(frame) {
  const file = frame?.getFileName() ?? '';
  if (PROMISES_OF_PULUMI.test(file)) return true;
  return RESOURCES_OF_PULUMI.test(file) && frame.getFunctionName() === 'callsites';
}
