/** A condition on one label. */
export interface LabelMatcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** Operators between two expressions. */
export type BinaryOperator = 'or' | '>=' | '*' | '/';

/** A query of the part of PromQL that Flagger's measures are written in. */
export type Query =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'rate'; readonly metric: string; readonly matchers: readonly LabelMatcher[] }
  | { readonly kind: 'vector'; readonly of: Query }
  | { readonly kind: 'sum'; readonly of: Query; readonly by: readonly string[] }
  | { readonly kind: 'quantile'; readonly quantile: Query; readonly of: Query }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Query; readonly right: Query };

const TOKEN =
  /\s*(?:("(?:[^"\\]|\\.)*")|([0-9]+(?:\.[0-9]+)?(?![0-9a-z]))|([A-Za-z_][\w:]*)|(=~|!~|!=|>=|\[\w+\]|[(){},=*/]))/gy;

/** Operators by how loosely they bind: the first ones bind least. */
const LEVELS: readonly (readonly BinaryOperator[])[] = [['or'], ['>='], ['*', '/']];

/** Parses a query; fails on all that is not of the part. */
export function parseQuery(text: string): Query {
  const parser = new Parser(tokensOf(text));
  const query = parser.binary(0);
  parser.end();
  return query;
}

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  const body = text.trim();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < body.length) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(body);
    if (found === null) throw new Error(`not understood: ${body.slice(at, at + 20)}`);
    tokens.push(found[0].trim());
  }
  return tokens;
}

class Parser {
  private at = 0;

  constructor(private readonly tokens: readonly string[]) {}

  binary(level: number): Query {
    const operators = LEVELS[level];
    if (operators === undefined) return this.atom();
    let left = this.binary(level + 1);
    for (;;) {
      const operator = operators.find((one) => one === this.tokens[this.at]);
      if (operator === undefined) return left;
      this.at += 1;
      left = { kind: 'binary', operator, left, right: this.binary(level + 1) };
    }
  }

  end(): void {
    if (this.at < this.tokens.length) throw new Error(`not understood: ${this.tokens[this.at] ?? ''}`);
  }

  private atom(): Query {
    const token = this.next();
    if (token === '(') {
      const inner = this.binary(0);
      this.take(')');
      return inner;
    }
    if (/^[0-9]/.test(token)) return { kind: 'number', value: Number(token) };
    return this.call(token);
  }

  private call(name: string): Query {
    this.take('(');
    switch (name) {
      case 'rate': {
        const metric = this.next();
        const matchers = this.matchers();
        if (!/^\[\d+[smh]\]$/.test(this.next())) throw new Error('rate needs a range such as [1m]');
        this.take(')');
        return { kind: 'rate', metric, matchers };
      }
      case 'vector':
        return { kind: 'vector', of: this.last() };
      case 'sum':
        return { kind: 'sum', of: this.last(), by: this.grouping() };
      case 'histogram_quantile': {
        const quantile = this.binary(0);
        this.take(',');
        return { kind: 'quantile', quantile, of: this.last() };
      }
      default:
        throw new Error(`unknown function ${name}`);
    }
  }

  private last(): Query {
    const query = this.binary(0);
    this.take(')');
    return query;
  }

  private matchers(): readonly LabelMatcher[] {
    const found: LabelMatcher[] = [];
    this.take('{');
    while (this.tokens[this.at] !== '}') {
      const label = this.next();
      const operator = this.next();
      if (operator !== '=' && operator !== '!=' && operator !== '=~' && operator !== '!~') {
        throw new Error(`no operator between label and value: ${operator}`);
      }
      found.push({ label, operator, value: JSON.parse(this.next()) as string });
      if (this.tokens[this.at] === ',') this.at += 1;
    }
    this.at += 1;
    return found;
  }

  private grouping(): readonly string[] {
    if (this.tokens[this.at] !== 'by') return [];
    this.at += 1;
    this.take('(');
    const labels = [this.next()];
    while (this.tokens[this.at] === ',') {
      this.at += 1;
      labels.push(this.next());
    }
    this.take(')');
    return labels;
  }

  private next(): string {
    const token = this.tokens[this.at];
    if (token === undefined) throw new Error('the query ends too early');
    this.at += 1;
    return token;
  }

  private take(wanted: string): void {
    const token = this.next();
    if (token !== wanted) throw new Error(`"${wanted}" is missing before ${token}`);
  }
}
