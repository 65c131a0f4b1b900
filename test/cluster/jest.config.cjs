const { homedir } = require('node:os');
const { join } = require('node:path');
const base = require('../../jest.config.cjs');

/** Tests against real servers: they share one control plane, and each file has namespaces of its own. */
/** @type {import('jest').Config} */
module.exports = {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/cluster'],
  testPathIgnorePatterns: ['/node_modules/', ...(process.env.TENANT_MESH_LINES === '0' ? ['/lines\\.test\\.ts$'] : [])],
  globalSetup: '<rootDir>/test/cluster/setup.cjs',
  reporters: ['default', '<rootDir>/test/cluster/report/for-jest.cjs'],
  globalTeardown: '<rootDir>/test/cluster/teardown.cjs',
  // Most of the time a test waits for controllers, so more of them run at once than there are cores.
  maxWorkers: 3,
  // It also holds how long each file took, by which jest starts the longest ones first.
  cacheDirectory: join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'tenant-mesh', 'jest'),
  // Programs have deadlines of their own, which say what was late; this one is the last resort on a busy machine.
  testTimeout: 600_000,
};
