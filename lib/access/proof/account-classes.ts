import { listOf, mapAt, textOf, type ManifestEntry, type ManifestSet } from '../../manifest/index.js';
import { strings } from '../../analyzer/read.js';
import { namespaceOf, specOf } from '../policy/selector.js';
import { expressionOf, markedExpression, mixedClasses } from './expressions.js';
import { textLanguage } from './language/index.js';
import { textClasses } from './text-classes.js';

/** Accounts of a namespace, one of each kind that policies tell apart. */
export interface AccountClasses {
  /** Names, `default` or one that no policy knows among them, sorted. */
  readonly names: readonly string[];
  /** Names that a policy writes out. */
  readonly named: readonly string[];
  /** Whether the patterns were too many or too odd to tell all kinds apart. */
  readonly open: boolean;
}

/** What a policy says of accounts. */
interface AccountPattern {
  /** Namespace that it speaks of; undefined where it may be any. */
  readonly namespace: string | undefined;
  /** A pattern of names, or an expression over the whole SPIFFE URI. */
  readonly pattern: string;
}

/** Account that a pod runs as when nothing is said. */
const DEFAULT = 'default';
const SCHEME = 'spiffe://';
/** A part of an expression that stands for itself. */
const PLAIN = /^[a-z0-9-]*$/;
/** What the API server takes as the name of an account. */
const NAME = '[a-z0-9]([-a-z0-9.]*[a-z0-9])?';
const VALID = new RegExp(`^${NAME}$`);
/** Printable characters that no name of an account has. */
const FOREIGN = Array.from({ length: 0x5f }, (_, at) => String.fromCharCode(0x20 + at))
  .filter((character) => !/[-a-z0-9.]/.test(character))
  .join('');

/** Reads what the AuthorizationPolicies of a set say of accounts, once for all namespaces. */
export class AccountReader {
  private readonly byNamespace = new Map<string, Set<string>>();
  private readonly everywhere = new Set<string>();

  /**
   * @param set - what is read
   * @param trustDomain - trust domain of the mesh
   */
  constructor(
    set: ManifestSet,
    private readonly trustDomain: string,
  ) {
    for (const entry of set.byKind('security.istio.io', 'AuthorizationPolicy')) {
      for (const found of patternsOf(entry)) this.add(found);
    }
  }

  /** The kinds of accounts that a namespace may have. */
  of(namespace: string): AccountClasses {
    const patterns = [...new Set([...(this.byNamespace.get(namespace) ?? []), ...this.everywhere])];
    const named = patterns.filter((pattern) => VALID.test(pattern)).sort();
    const isOdd = patterns.some((pattern) => expressionOf(pattern) !== undefined);
    const others = isOdd ? this.byLanguage(namespace, patterns) : unnamed(patterns);
    return { names: [...new Set([...named, ...(others ?? [])])].sort(), named, open: others === undefined };
  }

  private add({ namespace, pattern }: AccountPattern): void {
    if (namespace === undefined) this.everywhere.add(pattern);
    else {
      const own = this.byNamespace.get(namespace) ?? new Set<string>();
      this.byNamespace.set(namespace, own.add(pattern));
    }
  }

  /** Names by all patterns and expressions at once; undefined once a bound is hit. */
  private byLanguage(namespace: string, patterns: readonly string[]): readonly string[] | undefined {
    const begins = `${SCHEME}${this.trustDomain}/ns/${namespace}/sa/`;
    const whole = patterns.map((pattern) =>
      pattern.startsWith('*') || expressionOf(pattern) !== undefined ? pattern : begins + pattern,
    );
    const names = markedExpression(`${begins.replaceAll('.', '\\.')}${NAME}`);
    const found = mixedClasses([names, ...whole], textLanguage, { begins, without: FOREIGN });
    return found?.map((uri) => uri.slice(begins.length)).filter((name) => VALID.test(name));
  }
}

/** Names that no pattern writes out; the first of the classes meets no pattern, and so stands for the usual account. */
function unnamed(patterns: readonly string[]): readonly string[] {
  const [other = DEFAULT, ...met] = textClasses(patterns).filter((name) => !patterns.includes(name));
  return [isKnown(DEFAULT, patterns) ? other : DEFAULT, ...met];
}

/** Whether a pattern takes a name. */
function isKnown(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    if (pattern.startsWith('*')) return name.endsWith(pattern.slice(1));
    return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
  });
}

function patternsOf(entry: ManifestEntry): readonly AccountPattern[] {
  const rules = listOf(specOf(entry)['rules']).map((rule) => mapAt(rule));
  return rules.flatMap((rule) => {
    const sources = listOf(rule['from']).map((from) => mapAt(from, 'source'));
    const when = listOf(rule['when']).map((each) => mapAt(each));
    const asked = (key: string): readonly string[] =>
      when
        .filter((each) => textOf(each['key']) === key)
        .flatMap((each) => [...strings(each['values']), ...strings(each['notValues'])]);
    const principals = sources.flatMap((each) => [...strings(each['principals']), ...strings(each['notPrincipals'])]);
    const accounts = sources.flatMap((each) => [
      ...strings(each['serviceAccounts']),
      ...strings(each['notServiceAccounts']),
    ]);
    return [
      ...[...principals, ...asked('source.principal')].flatMap(ofPrincipal),
      ...[...accounts, ...asked('source.serviceAccount')].map((value) => ofAccount(value, namespaceOf(entry))),
    ];
  });
}

/** What a principal says of accounts: nothing where it ends before the name begins. */
function ofPrincipal(value: string): readonly AccountPattern[] {
  if (value === '*') return [];
  if (value.startsWith('*')) return [ofEnd(value.slice(1))];
  const [, , namespace, , ...rest] = value.split('/');
  const pattern = rest.join('/');
  return namespace === undefined || rest.length === 0 || pattern === '*' ? [] : [{ namespace, pattern }];
}

/** The end of a principal behind a star, which Istio reads as an expression. */
function ofEnd(end: string): AccountPattern {
  const slash = end.lastIndexOf('/');
  const name = end.slice(slash + 1);
  const before = end.slice(0, slash + 1);
  if (!PLAIN.test(name) || !/^[-a-z0-9./]*$/.test(before)) {
    return { namespace: undefined, pattern: markedExpression(`${SCHEME}.*${end}`) };
  }
  if (slash < 0) return { namespace: undefined, pattern: `*${name}` };
  const namespace = /(?:^|\/)ns\/([a-z0-9-]+)\/sa\/$/.exec(before)?.[1];
  return { namespace, pattern: name };
}

/** A value of `serviceAccounts`, which Istio reads as an expression too. */
function ofAccount(value: string, own: string): AccountPattern {
  const slash = value.indexOf('/');
  const [namespace, name] = slash < 0 ? [own, value] : [value.slice(0, slash), value.slice(slash + 1)];
  if (PLAIN.test(namespace) && PLAIN.test(name)) return { namespace, pattern: name };
  const pattern = markedExpression(`${SCHEME}.+/ns/${namespace}/(.+/|)sa/${name}(/.+)?`);
  return { namespace: PLAIN.test(namespace) ? namespace : undefined, pattern };
}
