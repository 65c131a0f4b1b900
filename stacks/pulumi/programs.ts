import type { Config } from '@pulumi/pulumi';
import { bareMetal } from './bare-metal.js';

/** Programs by the value of the setting `target`. */
export const PROGRAMS: ReadonlyMap<string, (config: Config) => unknown> = new Map([['bare-metal', bareMetal]]);
