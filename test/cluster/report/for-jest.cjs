require('tsx/cjs');

/** Prints the table of what each program was asked, and holds it to the committed one. */
module.exports = require('./reporter.ts').TallyReporter;
