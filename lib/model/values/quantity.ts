import { refuse, type At, type Branded } from './brand.js';

/** A Kubernetes quantity, such as `500m`, `2`, `1Gi`. */
export type Quantity = Branded<string, 'Quantity'>;

const QUANTITY = /^([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))((?:[KMGTPE]i)|[numkMGTPE]|(?:[eE][+-]?[0-9]+))?$/;
const SUFFIX: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** Value of a quantity in its base unit (cores, bytes, pieces), or undefined when it is none. */
export function quantityNumber(text: string): number | undefined {
  const match = QUANTITY.exec(text);
  if (match === null) return undefined;
  const suffix = match[2] ?? '';
  return /^[eE]./.test(suffix)
    ? Number(`${match[1] ?? ''}${suffix}`)
    : Number(match[1]) * (SUFFIX[suffix] ?? Number.NaN);
}

/** Parses a quantity of memory or storage; below 1Mi a forgotten unit is assumed and refused. */
export function byteQuantity(value: string, at: At): Quantity {
  const bytes = quantityNumber(value);
  if (bytes === undefined || bytes < 0)
    return refuse('TM1008', at, 'not a quantity', value, 'Write a number with a unit, such as "512Mi" or "10Gi".');
  if (bytes < 2 ** 20) {
    refuse(
      'TM1008',
      at,
      `this is ${bytes} bytes; the unit is missing`,
      value,
      `Write "${value.replace(/[a-zA-Z]+$/, '')}Gi" or "${value.replace(/[a-zA-Z]+$/, '')}Mi".`,
    );
  }
  return value as Quantity;
}

/** Parses a quantity of CPU: cores, or thousandths with `m`. */
export function cpuQuantity(value: string, at: At): Quantity {
  const cores = quantityNumber(value);
  if (cores === undefined || cores < 0 || /[KMGTPE]/.test(value)) {
    return refuse('TM1008', at, 'not a quantity of CPU', value, 'Write cores or thousandths, such as "2" or "500m".');
  }
  return value as Quantity;
}

/** Parses a count of objects, such as a quota of pods. */
export function countQuantity(value: string, at: At): Quantity {
  const count = quantityNumber(value);
  if (count === undefined || count < 0 || !Number.isInteger(count)) {
    return refuse('TM1008', at, 'not a whole number', value, 'Write a whole number, such as "20".');
  }
  return value as Quantity;
}

/** Writes cores as a quantity: thousandths unless whole. */
export function formatCpu(cores: number): Quantity {
  return (Number.isInteger(cores) ? String(cores) : `${Math.ceil(cores * 1000)}m`) as Quantity;
}

/** Writes bytes as a quantity in Mi, or Gi when whole. */
export function formatBytes(bytes: number): Quantity {
  return (bytes % 2 ** 30 === 0 ? `${bytes / 2 ** 30}Gi` : `${Math.ceil(bytes / 2 ** 20)}Mi`) as Quantity;
}
