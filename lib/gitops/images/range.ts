/** A version of three numbers, with what comes before a release. */
interface Version {
  readonly numbers: readonly [number, number, number];
  readonly prerelease: string;
}

type Test = (version: Version) => boolean;

const VERSION = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;
const TERM =
  /(=|==|!=|>|<|>=|=>|<=|=<|~|~>|\^)?\s*(v?(?:\d+|[xX*])(?:\.(?:\d+|[xX*]))?(?:\.(?:\d+|[xX*]))?(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)/y;

/**
 * Whether a tag is a version within a range, as the image reflector of Flux judges it.
 * Undefined where the range is written in a form that is not known here.
 *
 * @see https://github.com/Masterminds/semver#checking-version-constraints
 */
export function isInRange(tag: string, range: string): boolean | undefined {
  const alternatives = range.split('||').map(testsOf);
  const version = versionOf(tag);
  if (alternatives.some((tests) => tests === undefined)) return undefined;
  return version !== undefined && alternatives.some((tests) => tests?.every((test) => test(version)) ?? false);
}

function testsOf(text: string): readonly Test[] | undefined {
  const plain = text.trim().replace(/(\S+)\s+-\s+(\S+)/g, '>=$1 <=$2');
  const terms: Term[] = [];
  for (let at = 0; at < plain.length;) {
    TERM.lastIndex = at;
    const found = TERM.exec(plain);
    if (found === null) return undefined;
    const [whole, operator = '', version = ''] = found;
    const rest = /^(?:\s*,\s*|\s+|$)/.exec(plain.slice(at + whole.length));
    const term = termOf(operator, version);
    if (rest === null || isOdd(term)) return undefined;
    terms.push(term);
    at += whole.length + rest[0].length;
  }
  if (terms.length === 0) return undefined;
  // Versions before a release count only where a term of the same alternative names one.
  const wantsPrerelease = terms.some(({ low }) => low.prerelease !== '');
  return [
    ({ prerelease }) => prerelease === '' || wantsPrerelease,
    ...terms.map(({ operator, low, given }) => comparison(operator, low, given)),
  ];
}

/** An operator and a version, of whose numbers the first `given` are there. */
interface Term {
  readonly operator: string;
  readonly low: Version;
  readonly given: number;
}

function termOf(operator: string, text: string): Term {
  const parts = (/^v?([^-+]*)/.exec(text)?.[1] ?? '').split('.');
  const wild = parts.findIndex((part) => /^[xX*]$/.test(part));
  const given = wild < 0 ? parts.length : wild;
  const numbers = [0, 1, 2].map((at) => (at < given ? Number(parts[at]) : 0)) as [number, number, number];
  return { operator, given, low: { numbers, prerelease: /^[^-+]*-([0-9A-Za-z.-]+)/.exec(text)?.[1] ?? '' } };
}

/** Terms whose meaning in that library nobody would guess; they are left to Flux. */
function isOdd({ operator, low, given }: Term): boolean {
  if (given === 0) return operator !== '' && operator !== '=';
  return operator.startsWith('~') && given === 3 && low.numbers.every((number) => number === 0);
}

function comparison(operator: string, low: Version, given: number): Test {
  const next = given === 3 ? undefined : bumped(low, given - 1);
  const within: Test = (version) =>
    order(version, low) >= 0 &&
    (next === undefined ? order(version, low) === 0 : given === 0 || isBelow(version, next));
  switch (operator) {
    case '>':
      return next === undefined ? (v) => order(v, low) > 0 : (v) => given > 0 && !isBelow(v, next);
    case '>=':
    case '=>':
      return (v) => order(v, low) >= 0;
    case '<':
      return (v) => order(v, low) < 0;
    case '<=':
    case '=<':
      return next === undefined ? (v) => order(v, low) <= 0 : (v) => given === 0 || isBelow(v, next);
    case '!=':
      return (v) => !within(v);
    case '~':
    case '~>':
      return (v) => order(v, low) >= 0 && (given === 0 || isBelow(v, bumped(low, given === 1 ? 0 : 1)));
    case '^':
      return (v) => order(v, low) >= 0 && (given === 0 || isBelow(v, bumped(low, leading(low, given))));
    default:
      return within;
  }
}

/** Place of the number that a caret holds fixed: the first that is not zero. */
function leading({ numbers }: Version, given: number): number {
  const first = numbers.findIndex((number) => number > 0);
  return first < 0 ? Math.max(given - 1, 0) : first;
}

function bumped({ numbers }: Version, place: number): Version {
  const next = numbers.map((number, at) => (at < place ? number : at === place ? number + 1 : 0));
  return { numbers: next as [number, number, number], prerelease: '' };
}

function isBelow(version: Version, limit: Version): boolean {
  return order({ ...version, prerelease: '' }, limit) < 0;
}

function versionOf(text: string): Version | undefined {
  const [, major, minor = '0', patch = '0', prerelease = ''] = VERSION.exec(text) ?? [];
  if (major === undefined) return undefined;
  return { numbers: [Number(major), Number(minor), Number(patch)], prerelease };
}

function order(one: Version, other: Version): number {
  for (const at of [0, 1, 2] as const) {
    if (one.numbers[at] !== other.numbers[at]) return one.numbers[at] - other.numbers[at];
  }
  if (one.prerelease === other.prerelease) return 0;
  if (one.prerelease === '' || other.prerelease === '') return one.prerelease === '' ? 1 : -1;
  return orderPrerelease(one.prerelease.split('.'), other.prerelease.split('.'));
}

function orderPrerelease(one: readonly string[], other: readonly string[]): number {
  for (let at = 0; at < Math.max(one.length, other.length); at++) {
    const [a, b] = [one[at], other[at]];
    if (a === undefined || b === undefined) return a === undefined ? -1 : 1;
    if (a === b) continue;
    const [isNumberA, isNumberB] = [/^\d+$/.test(a), /^\d+$/.test(b)];
    if (isNumberA && isNumberB) return Number(a) - Number(b);
    if (isNumberA !== isNumberB) return isNumberA ? -1 : 1;
    return a < b ? -1 : 1;
  }
  return 0;
}
