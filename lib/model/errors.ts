import { join, sep } from 'node:path';
import { CODES, type Code } from './codes/index.js';

const MARK = Symbol.for('tenant-mesh.error');

/** What a refusal says: where, what is wrong, the value received, and what to write instead. */
export interface Problem {
  /** Stable code from the code table. */
  readonly code: Code;
  /** Construct path, or `file:line` for manifests that no construct made. */
  readonly where: string;
  /**
   * The property or JSON pointer that is wrong.
   * @default - the problem is not tied to one field
   */
  readonly field?: string;
  /** What is wrong, as one sentence without a final period. */
  readonly what: string;
  /**
   * The value received.
   * @default - no single value is at fault
   */
  readonly value?: unknown;
  /** What to write instead, as one sentence. */
  readonly remedy: string;
}

/** Text of a problem: one block a person can act on. */
export function formatProblem(problem: Problem): string {
  const field = problem.field === undefined ? '' : ` ${problem.field}:`;
  const value = problem.value === undefined ? '' : ` (got ${show(problem.value)})`;
  return `${problem.code} at ${problem.where}:${field} ${problem.what}${value}. ${problem.remedy}`;
}

/** Shortest faithful rendering of a value inside a message. */
export function show(value: unknown): string {
  const text =
    typeof value === 'string'
      ? JSON.stringify(value)
      : ((JSON.stringify(value) as string | undefined) ?? String(value));
  return text.length > 200 ? `${text.slice(0, 197)}...` : text;
}

/** What an error says, also one of another realm; anything else that was thrown, as text. */
export function reasonOf(error: unknown): string {
  const message: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'message') : undefined;
  return typeof message === 'string' ? message : String(error);
}

/**
 * The one error class of the library: bad input, named with its place, value and remedy.
 *
 * Recognise it with {@link MeshError.is}, which also works across two copies of the package.
 */
export class MeshError extends Error {
  /** Whether `error` is a refusal of this library. */
  static is(error: unknown): error is MeshError {
    return typeof error === 'object' && error !== null && MARK in error;
  }

  /** All problems found, first one first. */
  readonly problems: readonly Problem[];
  /** Code of the first problem. */
  readonly code: Code;
  /** @internal */
  readonly [MARK] = true;

  /**
   * @param problems - one or more problems, shown together
   * @param options - the cause, where there is one
   */
  constructor(problems: Problem | readonly [Problem, ...Problem[]], options?: ErrorOptions) {
    const list = Array.isArray(problems) ? (problems as readonly [Problem, ...Problem[]]) : ([problems] as [Problem]);
    super(list.map(formatProblem).join('\n'), options);
    this.name = 'MeshError';
    this.problems = list;
    this.code = list[0].code;
    hideFields(this);
    shortenStack(this);
  }

  /** Title of the code of the first problem. */
  get title(): string {
    return CODES[this.code].title;
  }
}

/** The message holds them already, and would stand twice where a console prints the fields of an error below it. */
function hideFields(error: MeshError): void {
  for (const field of ['name', 'problems', 'code', MARK]) Object.defineProperty(error, field, { enumerable: false });
}

/** Where this library stands: its own frames, and those of packages, say less than the construct path. */
const FOREIGN = [...['lib', 'constructs'].map((room) => join(__dirname, '../..', room) + sep), 'node_modules', 'node:'];

/** A stack of the frames that the user wrote, put together only when somebody reads it. */
function shortenStack(error: MeshError): void {
  const captured: { stack?: string } = {};
  Error.captureStackTrace(captured, error.constructor);
  const get = (): string => {
    const frames = (captured.stack ?? '').split('\n').slice(1);
    const own = frames.filter((frame) => !FOREIGN.some((place) => frame.includes(place)));
    return [`${error.name}: ${error.message}`, ...own].join('\n');
  };
  Object.defineProperty(error, 'stack', { get, configurable: true });
}
