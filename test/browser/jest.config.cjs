const base = require('../../jest.config.cjs');

/** Tests in a real browser; the others need none, so these are run by a step of their own. */
module.exports = {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/browser'],
  testMatch: ['**/*.browser.ts'],
  testTimeout: 60_000,
};
