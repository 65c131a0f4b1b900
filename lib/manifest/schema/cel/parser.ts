import { CelSyntaxError, type BinaryOp, type Expr } from './ast.js';
import { tokens, type Token } from './lexer.js';

/** Levels of the operators between two expressions, the loosest first. */
const LEVELS: readonly (readonly BinaryOp[])[] = [
  ['||'],
  ['&&'],
  ['==', '!=', '<', '<=', '>', '>=', 'in'],
  ['+', '-'],
  ['*', '/', '%'],
];

const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** Parses a rule. */
export function parse(source: string): Expr {
  const parser = new Parser(tokens(source));
  return parser.whole();
}

class Parser {
  private at = 0;

  constructor(private readonly list: readonly Token[]) {}

  whole(): Expr {
    const expr = this.choice();
    if (this.peek().kind !== 'end') throw new CelSyntaxError(`unexpected ${show(this.peek())}`);
    return expr;
  }

  private choice(): Expr {
    const test = this.binary(0);
    if (!this.take('?')) return test;
    const yes = this.binary(0);
    this.want(':');
    return { kind: 'choice', test, yes, no: this.choice() };
  }

  private binary(level: number): Expr {
    const ops = LEVELS[level];
    if (!ops) return this.unary();
    let left = this.binary(level + 1);
    for (let op = this.operator(ops); op !== undefined; op = this.operator(ops)) {
      left = { kind: 'binary', op, left, right: this.binary(level + 1) };
    }
    return left;
  }

  private operator(ops: readonly BinaryOp[]): BinaryOp | undefined {
    const token = this.peek();
    const text = token.kind === 'op' || token.kind === 'ident' ? token.text : '';
    const op = ops.find((one) => one === text);
    if (op !== undefined) this.at++;
    return op;
  }

  private unary(): Expr {
    if (this.take('!')) return { kind: 'unary', op: '!', of: this.unary() };
    if (this.take('-')) return { kind: 'unary', op: '-', of: this.unary() };
    return this.member();
  }

  private member(): Expr {
    let expr = this.primary();
    for (;;) {
      if (this.take('.')) expr = this.field(expr);
      else if (this.take('[')) {
        const optional = this.take('?');
        expr = { kind: 'index', of: expr, at: this.choice(), optional };
        this.want(']');
      } else return expr;
    }
  }

  private field(of: Expr): Expr {
    const optional = this.take('?');
    const field = this.name();
    if (optional || !this.take('(')) return { kind: 'select', of, field, optional };
    return { kind: 'call', name: field, target: of, args: this.sequence(')') };
  }

  private primary(): Expr {
    const token = this.peek();
    this.at++;
    switch (token.kind) {
      case 'number':
      case 'string':
      case 'bytes':
        return { kind: 'literal', value: token.value };
      case 'ident':
        return this.named(token.text);
      case 'op':
        return this.bracketed(token.text);
      case 'end':
        throw new CelSyntaxError('unexpected end');
    }
  }

  private named(name: string): Expr {
    const constant = CONSTANTS.get(name);
    if (constant !== undefined) return { kind: 'literal', value: constant };
    if (!this.take('(')) return { kind: 'ident', name };
    return { kind: 'call', name, target: undefined, args: this.sequence(')') };
  }

  private bracketed(open: string): Expr {
    switch (open) {
      case '(': {
        const expr = this.choice();
        this.want(')');
        return expr;
      }
      case '[':
        return { kind: 'list', items: this.sequence(']') };
      case '{':
        return { kind: 'map', entries: this.entries() };
      default:
        throw new CelSyntaxError(`unexpected '${open}'`);
    }
  }

  private sequence(close: string): readonly Expr[] {
    const items: Expr[] = [];
    while (!this.take(close)) {
      items.push(this.choice());
      if (!this.take(',')) {
        this.want(close);
        break;
      }
    }
    return items;
  }

  private entries(): readonly (readonly [Expr, Expr])[] {
    const entries: (readonly [Expr, Expr])[] = [];
    while (!this.take('}')) {
      const key = this.choice();
      this.want(':');
      entries.push([key, this.choice()]);
      if (!this.take(',')) {
        this.want('}');
        break;
      }
    }
    return entries;
  }

  private name(): string {
    const token = this.peek();
    if (token.kind !== 'ident') throw new CelSyntaxError(`expected a name, not ${show(token)}`);
    this.at++;
    return token.text;
  }

  private peek(): Token {
    return this.list[this.at] ?? { kind: 'end' };
  }

  private take(text: string): boolean {
    const token = this.peek();
    const taken = token.kind === 'op' && token.text === text;
    if (taken) this.at++;
    return taken;
  }

  private want(text: string): void {
    if (!this.take(text)) throw new CelSyntaxError(`expected '${text}', not ${show(this.peek())}`);
  }
}

function show(token: Token): string {
  switch (token.kind) {
    case 'ident':
    case 'op':
      return `'${token.text}'`;
    case 'number':
    case 'string':
      return `'${String(token.value)}'`;
    case 'bytes':
      return 'bytes';
    case 'end':
      return 'the end';
  }
}
