/** The few forms of DER that a certificate needs. @see https://www.itu.int/rec/T-REC-X.690 */

const COMMON_NAME = '2.5.4.3';

function element(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.of(tag), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length);
  const digits = base(length, 256);
  return Buffer.from([0x80 | digits.length, ...digits]);
}

function base(value: number, radix: number): number[] {
  const digits: number[] = [];
  for (let rest = value; rest > 0 || digits.length === 0; rest = Math.floor(rest / radix)) digits.unshift(rest % radix);
  return digits;
}

/** An ordered list. */
export function sequence(...parts: readonly Buffer[]): Buffer {
  return element(0x30, Buffer.concat(parts));
}

/** An unordered list. */
export function set(...parts: readonly Buffer[]): Buffer {
  return element(0x31, Buffer.concat(parts));
}

/** A number that is not negative. */
export function integer(value: number): Buffer {
  const digits = base(value, 256);
  return element(0x02, Buffer.from((digits[0] ?? 0) < 0x80 ? digits : [0, ...digits]));
}

/** The truth value that is written out; the other one is left out. */
export function yes(): Buffer {
  return element(0x01, Buffer.of(0xff));
}

/** Bits, the last `unused` of which do not count. */
export function bits(content: Buffer, unused: number): Buffer {
  return element(0x03, Buffer.concat([Buffer.of(unused), content]));
}

/** Bytes. */
export function bytes(content: Buffer): Buffer {
  return element(0x04, content);
}

/** An object identifier from its dotted form. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const numbers = rest.flatMap((part) =>
    base(part, 128).map((digit, at, all) => digit | (at < all.length - 1 ? 128 : 0)),
  );
  return element(0x06, Buffer.from([first * 40 + second, ...numbers]));
}

/** A moment before the year 2050, to the second. */
export function moment(time: number): Buffer {
  const text = new Date(time).toISOString().replace(/\D/g, '').slice(2, 14);
  return element(0x17, Buffer.from(`${text}Z`));
}

/** A name that consists of a common name. */
export function name(common: string): Buffer {
  return sequence(set(sequence(oid(COMMON_NAME), element(0x0c, Buffer.from(common)))));
}

/** What only its place explains: wrapped parts, or plain content. */
export function context(tag: number, content: Buffer, wrapped = true): Buffer {
  return element((wrapped ? 0xa0 : 0x80) | tag, content);
}
