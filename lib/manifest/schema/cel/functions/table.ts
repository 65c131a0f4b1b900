import { CONVERSIONS } from './conversions.js';
import { FORMATS } from './formats.js';
import { LIST_FUNCTIONS, LIST_METHODS } from './lists.js';
import { NETWORK_FUNCTIONS, NETWORK_METHODS } from './network.js';
import { OPTIONAL_FUNCTIONS, OPTIONAL_METHODS } from './optionals.js';
import { QUANTITY_FUNCTIONS, QUANTITY_METHODS } from './quantities.js';
import type { CelFunction } from './signature.js';
import { SIZE, STRING_METHODS } from './strings.js';
import { TIME_FUNCTIONS, TIME_METHODS } from './times.js';
import { URL_FUNCTIONS, URL_METHODS } from './urls.js';

/** Functions called by name, such as `size(x)` or `format.uuid()`. */
export const GLOBALS: ReadonlyMap<string, CelFunction> = new Map(
  Object.entries({
    ...CONVERSIONS,
    ...FORMATS.functions,
    ...LIST_FUNCTIONS,
    ...NETWORK_FUNCTIONS,
    ...OPTIONAL_FUNCTIONS,
    ...QUANTITY_FUNCTIONS,
    ...TIME_FUNCTIONS,
    ...URL_FUNCTIONS,
    matches: STRING_METHODS.matches,
    size: SIZE,
  }),
);

/** Functions called on a value, such as `x.size()`. */
export const MEMBERS: ReadonlyMap<string, CelFunction> = new Map(
  Object.entries({
    ...NETWORK_METHODS,
    ...OPTIONAL_METHODS,
    ...TIME_METHODS,
    ...URL_METHODS,
    ...FORMATS.methods,
    ...QUANTITY_METHODS,
    ...LIST_METHODS,
    ...STRING_METHODS,
    size: SIZE,
  }),
);
