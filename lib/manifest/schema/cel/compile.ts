import { CelError, CelSyntaxError, type Expr } from './ast.js';
import { GLOBALS, MEMBERS, type CelFunction } from './functions/index.js';
import { loop, loopOf, truth, type Run } from './macros.js';
import { OPERATORS } from './operators.js';
import { isList, isMap, noOverload, Optional, type CelValue } from './values.js';

/** Slots of the variables that an expression may name. */
type Scope = ReadonlyMap<string, number>;

/** Compiles an expression over the variables of a scope. */
export function compile(expr: Expr, scope: Scope): Run {
  switch (expr.kind) {
    case 'literal':
      return constant(expr.value);
    case 'ident':
      return variable(expr.name, scope);
    case 'select':
      return select(compile(expr.of, scope), unescape(expr.field), expr.optional);
    case 'index':
      return index(compile(expr.of, scope), compile(expr.at, scope), expr.optional);
    case 'call':
      return call(expr, scope);
    case 'list':
      return list(expr.items.map((one) => compile(one, scope)));
    case 'map':
      return map(expr.entries.map(([key, value]) => [compile(key, scope), compile(value, scope)]));
    case 'unary':
      return unary(expr.op, compile(expr.of, scope));
    case 'binary':
      return binary(expr, scope);
    case 'choice':
      return choice(compile(expr.test, scope), compile(expr.yes, scope), compile(expr.no, scope));
  }
}

function constant(value: CelValue): Run {
  return () => value;
}

function variable(name: string, scope: Scope): Run {
  const slot = scope.get(name);
  if (slot === undefined) throw new CelSyntaxError(`unknown name '${name}'`);
  return (frame) => frame[slot] ?? null;
}

/** Names of properties that are no names of CEL are written in an escaped form. */
function unescape(name: string): string {
  const ESCAPES: Readonly<Record<string, string>> = {
    __underscores__: '__',
    __dot__: '.',
    __dash__: '-',
    __slash__: '/',
  };
  const keyword = /^__([a-z]+)__$/.exec(name)?.[1];
  if (keyword !== undefined && !Object.hasOwn(ESCAPES, name)) return keyword;
  return name.replace(/__(?:underscores|dot|dash|slash)__/g, (escape) => ESCAPES[escape] ?? escape);
}

function select(of: Run, field: string, optional: boolean): Run {
  return (frame) => {
    const value = of(frame);
    if (optional || value instanceof Optional) return optionalField(value, field);
    if (!isMap(value)) return noOverload(`.${field}`);
    const found = Object.hasOwn(value, field) ? value[field] : undefined;
    if (found === undefined) throw new CelError(`no such key: ${field}`);
    return found;
  };
}

function optionalField(value: CelValue, key: CelValue): Optional {
  const inner = value instanceof Optional ? value.value : value;
  if (isList(inner)) return new Optional(typeof key === 'number' ? inner[key] : undefined);
  if (!isMap(inner) || typeof key !== 'string' || !Object.hasOwn(inner, key)) return new Optional();
  return new Optional(inner[key]);
}

function index(of: Run, at: Run, optional: boolean): Run {
  return (frame) => {
    const [value, key] = [of(frame), at(frame)];
    if (optional || value instanceof Optional) return optionalField(value, key);
    if (isList(value)) {
      const found = typeof key === 'number' ? value[key] : undefined;
      if (found === undefined) throw new CelError('index out of bounds');
      return found;
    }
    if (!isMap(value)) return noOverload('[]');
    const found = typeof key === 'string' && Object.hasOwn(value, key) ? value[key] : undefined;
    if (found === undefined) throw new CelError('no such key');
    return found;
  };
}

function list(items: readonly Run[]): Run {
  return (frame) => items.map((one) => one(frame));
}

function map(entries: readonly (readonly [Run, Run])[]): Run {
  return (frame) => Object.fromEntries(entries.map(([key, value]) => [keyText(key(frame)), value(frame)]));
}

function keyText(key: CelValue): string {
  return typeof key === 'string' || typeof key === 'number' || typeof key === 'boolean'
    ? String(key)
    : noOverload('{}');
}

function unary(op: '!' | '-', of: Run): Run {
  if (op === '!') return (frame) => !truth(of(frame));
  return (frame) => {
    const value = of(frame);
    return typeof value === 'number' ? -value : noOverload('-');
  };
}

function choice(test: Run, yes: Run, no: Run): Run {
  return (frame) => (truth(test(frame)) ? yes(frame) : no(frame));
}

function binary(expr: Expr & { kind: 'binary' }, scope: Scope): Run {
  const [left, right] = [compile(expr.left, scope), compile(expr.right, scope)];
  if (expr.op === '&&') return decide(left, right, false);
  if (expr.op === '||') return decide(left, right, true);
  const apply = OPERATORS[expr.op];
  return (frame) => apply(left(frame), right(frame));
}

/** `&&` and `||`: a side that decides makes an error of the other side unimportant. */
function decide(left: Run, right: Run, decisive: boolean): Run {
  return (frame) => {
    let first: boolean;
    try {
      first = truth(left(frame));
    } catch (error) {
      if (truth(right(frame)) === decisive) return decisive;
      throw error;
    }
    return first === decisive ? decisive : truth(right(frame));
  };
}

function call(expr: Expr & { kind: 'call' }, scope: Scope): Run {
  if (expr.name === 'has' && !expr.target) return has(expr.args, scope);
  const walk = loopOf(expr);
  if (walk && expr.target) {
    const slot = Math.max(-1, ...scope.values()) + 1;
    const inner = new Map(scope).set(walk.variable, slot);
    return loop(
      expr.name,
      compile(expr.target, scope),
      slot,
      walk.steps.map((step) => compile(step, inner)),
    );
  }
  const [target, run] = callee(expr, scope);
  const args = (target ? [target, ...expr.args] : expr.args).map((one) => compile(one, scope));
  return apply(run, args);
}

function callee(expr: Expr & { kind: 'call' }, scope: Scope): readonly [Expr | undefined, CelFunction] {
  const { target, name } = expr;
  const space = target?.kind === 'ident' && !scope.has(target.name) ? `${target.name}.${name}` : undefined;
  const run = space !== undefined ? GLOBALS.get(space) : (target ? MEMBERS : GLOBALS).get(name);
  if (!run) throw new CelSyntaxError(`unknown function '${space ?? name}'`);
  return [space === undefined ? target : undefined, run];
}

function apply(run: CelFunction, args: readonly Run[]): Run {
  const [first, second] = args;
  if (first && args.length === 1) return (frame) => run([first(frame)]);
  if (first && second && args.length === 2) return (frame) => run([first(frame), second(frame)]);
  return (frame) => run(args.map((one) => one(frame)));
}

function has(args: readonly Expr[], scope: Scope): Run {
  const [field] = args;
  if (field?.kind !== 'select' || args.length !== 1) throw new CelSyntaxError(`'has' wants one field`);
  const [of, name] = [compile(field.of, scope), unescape(field.field)];
  return (frame) => {
    const value = of(frame);
    if (value instanceof Optional) return optionalField(value, name).value !== undefined;
    return isMap(value) ? Object.hasOwn(value, name) : noOverload('has');
  };
}
