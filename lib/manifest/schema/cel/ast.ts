/** An expression of CEL as its text says it. */
export type Expr =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null | Uint8Array }
  | { readonly kind: 'ident'; readonly name: string }
  | { readonly kind: 'select'; readonly of: Expr; readonly field: string; readonly optional: boolean }
  | { readonly kind: 'index'; readonly of: Expr; readonly at: Expr; readonly optional: boolean }
  | { readonly kind: 'call'; readonly name: string; readonly target: Expr | undefined; readonly args: readonly Expr[] }
  | { readonly kind: 'list'; readonly items: readonly Expr[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [Expr, Expr])[] }
  | { readonly kind: 'unary'; readonly op: '!' | '-'; readonly of: Expr }
  | { readonly kind: 'binary'; readonly op: BinaryOp; readonly left: Expr; readonly right: Expr }
  | { readonly kind: 'choice'; readonly test: Expr; readonly yes: Expr; readonly no: Expr };

/** An operator between two expressions. */
export type BinaryOp = '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | '+' | '-' | '*' | '/' | '%';

/** A rule that does not parse, or that uses what the evaluator does not know. */
export class CelSyntaxError extends Error {}

/** A rule that has no result for a value: a missing key, a wrong type, an index out of range. */
export class CelError extends Error {}
