const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { compilerOptions } = require('./tsconfig.json');

/** The doors as a user imports them, from the one list in tsconfig.json. */
const doors = Object.fromEntries(
  Object.entries(compilerOptions.paths).map(([door, [file]]) => {
    const pattern = `^${door.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '([^/]+)')}$`;
    return [pattern, file.replace(/^\.\//, '<rootDir>/').replace('*', '$1')];
  }),
);

/** @type {import('jest').Config} */
module.exports = {
  roots: ['test', 'examples', 'lib/cli/init/template']
    .filter((folder) => existsSync(join(__dirname, folder)))
    .map((folder) => `<rootDir>/${folder}`),
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/cluster/'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  moduleNameMapper: { ...doors, '^fast-check$': '<rootDir>/test/fast-check.cjs', '^(\\.{1,2}/.*)\\.js$': '$1' },
  // In a sandbox each look-up of a global is a call out of it; these are handed to every module as parameters instead,
  // which takes a third of the time of a run. Left out is what some package names a class of its own: Function, Map, Proxy.
  sandboxInjectedGlobals: [
    ...['Array', 'BigInt', 'Boolean', 'Error', 'JSON', 'Math', 'Number', 'Object', 'Promise', 'Reflect', 'RegExp'],
    ...['Set', 'String', 'Symbol', 'TypeError', 'Uint8Array', 'WeakMap'],
  ],
  testEnvironment: '<rootDir>/test/environment.cjs',
  globalSetup: '<rootDir>/test/temporary-folder.cjs',
  randomize: true,
  // jest leaves one core free, which on two of them halves its speed.
  maxWorkers: '100%',
  clearMocks: true,
};
