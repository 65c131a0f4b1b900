import { CelError } from '../ast.js';
import { compare, equal, OPERATORS } from '../operators.js';
import { isList, noOverload, type CelValue } from '../values.js';
import type { Functions } from './signature.js';

/** Functions over sets held as lists. */
export const LIST_FUNCTIONS: Functions = {
  'sets.contains': ([list, sub]) => within(listOf('sets.contains', sub), listOf('sets.contains', list)),
  'sets.equivalent': ([a, b]) => {
    const [left, right] = [listOf('sets.equivalent', a), listOf('sets.equivalent', b)];
    return within(left, right) && within(right, left);
  },
  'sets.intersects': ([a, b]) => {
    const right = listOf('sets.intersects', b);
    return listOf('sets.intersects', a).some((one) => right.some((other) => equal(one, other)));
  },
};

/** Methods of lists. */
export const LIST_METHODS: Functions = {
  isSorted: ([value]) => {
    const list = listOf('isSorted', value);
    return list.every((one, index) => index === 0 || compare(list[index - 1] ?? null, one) <= 0);
  },
  max: ([value]) => pick('max', value, 1),
  min: ([value]) => pick('min', value, -1),
  sum: ([value]) => {
    const [first, ...rest] = listOf('sum', value);
    return rest.reduce((sum, one) => OPERATORS['+'](sum, one), first ?? 0);
  },
};

function within(part: readonly CelValue[], whole: readonly CelValue[]): boolean {
  return part.every((one) => whole.some((other) => equal(one, other)));
}

function pick(name: string, value: CelValue | undefined, sign: number): CelValue {
  const list = listOf(name, value);
  if (list.length === 0) throw new CelError(`'${name}' of an empty list`);
  return list.reduce((best, one) => (compare(one, best) * sign > 0 ? one : best));
}

function listOf(name: string, value: CelValue | undefined): readonly CelValue[] {
  return isList(value) ? value : noOverload(name);
}
