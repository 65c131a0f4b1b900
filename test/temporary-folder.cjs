const { mkdirSync, mkdtempSync, rmSync, symlinkSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/**
 * Gives a run a temporary folder that goes with it: each `Testing.app()` of cdk8s makes a folder there and leaves it.
 * What tsx has compiled stays, since the next run needs it too.
 */
module.exports = () => {
  const compiled = join(tmpdir(), `tsx-${process.getuid()}`);
  const folder = mkdtempSync(join(tmpdir(), 'tenant-mesh-tests-'));
  mkdirSync(compiled, { recursive: true });
  symlinkSync(compiled, join(folder, `tsx-${process.getuid()}`));
  process.env.TMPDIR = folder;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
};
