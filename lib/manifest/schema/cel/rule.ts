import { CelError, CelSyntaxError, type Expr } from './ast.js';
import { compile } from './compile.js';
import { parse } from './parser.js';
import { truth, type Run } from './macros.js';
import type { CelValue } from './values.js';

/** What a rule says of a value. */
export type Verdict =
  { readonly kind: 'holds' } | { readonly kind: 'violated' } | { readonly kind: 'failed'; readonly reason: string };

/** A rule that is compiled at its first use. */
export interface Rule {
  /** Applies the rule to a value. */
  evaluate(self: CelValue): Verdict;
}

const SELF = new Map([['self', 0]]);
const HOLDS: Verdict = { kind: 'holds' };
const VIOLATED: Verdict = { kind: 'violated' };
const compiled = new Map<string, Rule>();

/** The rule of a text; a rule that compares with the former state of an object always holds on create. */
export function rule(source: string): Rule {
  const known = compiled.get(source);
  if (known) return known;
  const made = make(source);
  compiled.set(source, made);
  return made;
}

function make(source: string): Rule {
  let run: Run;
  try {
    const expr = parse(source);
    if (names(expr).has('oldSelf')) return { evaluate: () => HOLDS };
    run = compile(expr, SELF);
  } catch (error) {
    if (!(error instanceof CelSyntaxError)) throw error;
    const failed: Verdict = { kind: 'failed', reason: error.message };
    return { evaluate: () => failed };
  }
  return { evaluate: (self) => evaluate(run, self) };
}

function evaluate(run: Run, self: CelValue): Verdict {
  try {
    return truth(run([self])) ? HOLDS : VIOLATED;
  } catch (error) {
    if (error instanceof CelError) return { kind: 'failed', reason: error.message };
    throw error;
  }
}

/** Names that an expression mentions. */
function names(expr: Expr): ReadonlySet<string> {
  if (expr.kind === 'ident') return new Set([expr.name]);
  return new Set(parts(expr).flatMap((one) => [...names(one)]));
}

function parts(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'literal':
    case 'ident':
      return [];
    case 'select':
    case 'unary':
      return [expr.of];
    case 'index':
      return [expr.of, expr.at];
    case 'call':
      return expr.target ? [expr.target, ...expr.args] : expr.args;
    case 'list':
      return expr.items;
    case 'map':
      return expr.entries.flat();
    case 'binary':
      return [expr.left, expr.right];
    case 'choice':
      return [expr.test, expr.yes, expr.no];
  }
}
