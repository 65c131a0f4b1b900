import { Config } from '@pulumi/pulumi';
import { PROGRAMS } from './programs.js';

/** The program that the required setting `target` names. */
const config = new Config();
const target = config.require('target');
const program = PROGRAMS.get(target);
if (program === undefined) {
  throw new Error(`No program is named "${target}"; set \`target\` to one of ${[...PROGRAMS.keys()].join(', ')}.`);
}
program(config);
