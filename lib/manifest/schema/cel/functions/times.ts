import { CelError } from '../ast.js';
import { Duration, noOverload, Timestamp } from '../values.js';
import { wholeNumber, type CelFunction, type Functions } from './signature.js';

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const PART = /(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/gy;
const MAX = 2n ** 63n - 1n;

/** Makers of times. */
export const TIME_FUNCTIONS: Functions = {
  duration: ([value]) => {
    if (value instanceof Duration) return value;
    return typeof value === 'string' ? parseDuration(value) : noOverload('duration');
  },
  timestamp: ([value]) => {
    if (value instanceof Timestamp) return value;
    if (typeof value === 'number') return new Timestamp(BigInt(value) * 1_000_000_000n);
    return typeof value === 'string' ? parseTimestamp(value) : noOverload('timestamp');
  },
};

/** Methods of lengths of time and of moments in UTC. */
export const TIME_METHODS: Functions = {
  getDate: part((time) => time.getUTCDate()),
  getDayOfMonth: part((time) => time.getUTCDate() - 1),
  getDayOfWeek: part((time) => time.getUTCDay()),
  getDayOfYear: part((time) => Math.floor((time.getTime() - Date.UTC(time.getUTCFullYear(), 0)) / 86_400_000)),
  getFullYear: part((time) => time.getUTCFullYear()),
  getHours: part((time) => time.getUTCHours(), 'h'),
  getMilliseconds: part((time) => time.getUTCMilliseconds(), 'ms'),
  getMinutes: part((time) => time.getUTCMinutes(), 'm'),
  getMonth: part((time) => time.getUTCMonth()),
  getSeconds: part((time) => time.getUTCSeconds(), 's'),
};

function part(ofTime: (time: Date) => number, unit?: string): CelFunction {
  return ([value, zone]) => {
    if (value instanceof Duration && unit !== undefined) return Number(value.nanos / (UNITS[unit] ?? 1n));
    if (!(value instanceof Timestamp)) return noOverload('getter of a time');
    if (zone !== undefined && zone !== 'UTC') throw new CelError('only UTC is known');
    return wholeNumber('time', ofTime(new Date(Number(value.nanos / 1_000_000n))));
  };
}

/** Parses a length of time such as `1h30m` or `1.5s`. */
function parseDuration(text: string): Duration {
  const [, sign = '', body = ''] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (body === '0') return new Duration(0n);
  PART.lastIndex = 0;
  let [nanos, end] = [0n, 0];
  for (let match = PART.exec(body); match; match = PART.exec(body)) {
    const [, whole = '', broken = '', unit = ''] = match;
    const scale = UNITS[unit] ?? 0n;
    if (whole === '' && broken === '') break;
    nanos += BigInt(whole || 0) * scale + (BigInt(broken || 0) * scale) / 10n ** BigInt(broken.length);
    end = PART.lastIndex;
  }
  if (body === '' || end !== body.length || nanos > MAX) throw new CelError(`not a duration: ${text}`);
  return new Duration(sign === '-' ? -nanos : nanos);
}

function parseTimestamp(text: string): Timestamp {
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})$/.exec(text);
  const [, seconds = '', fraction = '', zone = ''] = match ?? [];
  const millis = Date.parse(`${seconds}${zone}`);
  if (!match || Number.isNaN(millis)) throw new CelError(`not a timestamp: ${text}`);
  return new Timestamp(BigInt(millis) * 1_000_000n + BigInt(fraction.padEnd(9, '0')));
}
