import { CelError } from '../ast.js';
import { compareQuantities } from '../operators.js';
import { noOverload, Quantity, type CelValue } from '../values.js';
import { on, onText, type CelFunction, type Functions } from './signature.js';

const GRAMMAR = /^([+-]?)(\d*)(?:\.(\d*))?((?:[KMGTPE]i)|[numkMGTPE]|[eE][+-]?\d{1,3})?$/;

const SCALES: Readonly<Record<string, readonly [bigint, bigint]>> = {
  n: [1n, 10n ** 9n],
  u: [1n, 10n ** 6n],
  m: [1n, 1000n],
  k: [10n ** 3n, 1n],
  M: [10n ** 6n, 1n],
  G: [10n ** 9n, 1n],
  T: [10n ** 12n, 1n],
  P: [10n ** 15n, 1n],
  E: [10n ** 18n, 1n],
  Ki: [2n ** 10n, 1n],
  Mi: [2n ** 20n, 1n],
  Gi: [2n ** 30n, 1n],
  Ti: [2n ** 40n, 1n],
  Pi: [2n ** 50n, 1n],
  Ei: [2n ** 60n, 1n],
};

/** Makers of quantities. */
export const QUANTITY_FUNCTIONS: Functions = {
  isQuantity: onText('isQuantity', (text) => parseQuantity(text) !== undefined),
  quantity: onText('quantity', (text) => {
    const found = parseQuantity(text);
    if (!found) throw new CelError(`not a quantity: ${text}`);
    return found;
  }),
};

/** Methods of quantities. */
export const QUANTITY_METHODS: Functions = {
  add: arithmetic('add', 1n),
  asApproximateFloat: on('asApproximateFloat', isQuantity, ({ units, scale }) => Number(units) / Number(scale)),
  asInteger: on('asInteger', isQuantity, ({ units, scale }) => {
    if (units % scale !== 0n) throw new CelError('a quantity that is not whole');
    return Number(units / scale);
  }),
  compareTo: on('compareTo', isQuantity, (one, [other]) => compareQuantities(one, quantityOf('compareTo', other))),
  isGreaterThan: on(
    'isGreaterThan',
    isQuantity,
    (one, [other]) => compareQuantities(one, quantityOf('isGreaterThan', other)) > 0,
  ),
  isInteger: on('isInteger', isQuantity, ({ units, scale }) => units % scale === 0n),
  isLessThan: on(
    'isLessThan',
    isQuantity,
    (one, [other]) => compareQuantities(one, quantityOf('isLessThan', other)) < 0,
  ),
  sign: on('sign', isQuantity, ({ units }) => (units < 0n ? -1 : units > 0n ? 1 : 0)),
  sub: arithmetic('sub', -1n),
};

function arithmetic(name: string, sign: bigint): CelFunction {
  return on(name, isQuantity, (one, [other]) => {
    const second = typeof other === 'number' ? new Quantity(BigInt(other), 1n) : quantityOf(name, other);
    return new Quantity(one.units * second.scale + sign * second.units * one.scale, one.scale * second.scale);
  });
}

function parseQuantity(text: string): Quantity | undefined {
  const [all, sign = '', whole = '', broken = '', suffix = ''] = GRAMMAR.exec(text) ?? [];
  if (all === undefined || whole + broken === '') return undefined;
  const [up, down] = SCALES[suffix] ?? powerOfTen(suffix);
  const units = BigInt(whole + broken) * up;
  return new Quantity(sign === '-' ? -units : units, 10n ** BigInt(broken.length) * down);
}

function powerOfTen(suffix: string): readonly [bigint, bigint] {
  const power = Number(suffix.slice(1) || 0);
  return power < 0 ? [1n, 10n ** BigInt(-power)] : [10n ** BigInt(power), 1n];
}

function quantityOf(name: string, value: CelValue | undefined): Quantity {
  return isQuantity(value) ? value : noOverload(name);
}

function isQuantity(value: CelValue | undefined): value is Quantity {
  return value instanceof Quantity;
}
