import { CelError } from '../ast.js';
import { isList, isMap, Optional, type CelValue } from '../values.js';
import { on, type Functions } from './signature.js';

/** Makers of values that may be absent. */
export const OPTIONAL_FUNCTIONS: Functions = {
  'optional.none': () => new Optional(),
  'optional.of': ([value]) => new Optional(value),
  'optional.ofNonZeroValue': ([value]) => (isZero(value) ? new Optional() : new Optional(value)),
};

/** Methods of values that may be absent. */
export const OPTIONAL_METHODS: Functions = {
  hasValue: on('hasValue', isOptional, ({ value }) => value !== undefined),
  or: on('or', isOptional, (optional, [other]) => (optional.value === undefined ? (other ?? null) : optional)),
  orValue: on('orValue', isOptional, ({ value }, [other]) => value ?? other ?? null),
  value: on('value', isOptional, ({ value }) => {
    if (value === undefined) throw new CelError('value of an optional that has none');
    return value;
  }),
};

function isOptional(value: CelValue | undefined): value is Optional {
  return value instanceof Optional;
}

function isZero(value: CelValue | undefined): boolean {
  if (isList(value)) return value.length === 0;
  if (isMap(value)) return Object.keys(value).length === 0;
  return value === undefined || value === null || value === 0 || value === '' || value === false;
}
