import type { Config } from '@pulumi/pulumi';
import { bareMetal } from './bare-metal.js';
import { eks } from './eks.js';

/** Programs by the value of the setting `target`. */
export const PROGRAMS: ReadonlyMap<string, (config: Config) => unknown> = new Map<string, (config: Config) => unknown>([
  ['bare-metal', bareMetal],
  ['eks', eks],
]);
