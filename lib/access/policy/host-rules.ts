import type { NamedRule, RuleSet } from './authorization.js';

/** Rules of a set by the hosts they name: a gateway of many tenants has some for each of them. */
interface HostIndex {
  readonly byHost: ReadonlyMap<string, ReadonlySet<NamedRule>>;
  /** Rules that do not name each of their hosts in full. */
  readonly others: ReadonlySet<NamedRule>;
  /** Sets that were made, by host; the empty text stands for hosts that no rule names. */
  readonly made: Map<string, RuleSet>;
}

const INDEXES = new WeakMap<RuleSet, HostIndex>();
/** Rules up to which looking at each costs less than an index. */
const FEW = 16;

/** The rules of a set that a request for a host may meet, in their order; some of them may still not match it. */
export function rulesForHost(rules: RuleSet, host: string): RuleSet {
  const { custom, deny, allow } = rules;
  if (custom.length + deny.length + allow.length <= FEW) return rules;
  const index = INDEXES.get(rules) ?? indexOf(rules);
  INDEXES.set(rules, index);
  const name = nameOf(host);
  const own = index.byHost.get(name);
  const known = index.made.get(own === undefined ? '' : name);
  if (known !== undefined) return known;
  const kept = (list: readonly NamedRule[]): readonly NamedRule[] =>
    list.filter((rule) => index.others.has(rule) || own?.has(rule) === true);
  const made = { ...rules, custom: kept(custom), deny: kept(deny), allow: kept(allow) };
  index.made.set(own === undefined ? '' : name, made);
  return made;
}

function indexOf({ custom, deny, allow }: RuleSet): HostIndex {
  const byHost = new Map<string, Set<NamedRule>>();
  const others = new Set<NamedRule>();
  for (const rule of [...custom, ...deny, ...allow]) {
    const hosts = hostsOf(rule);
    if (hosts === undefined) others.add(rule);
    for (const host of hosts ?? []) byHost.set(host, (byHost.get(host) ?? new Set()).add(rule));
  }
  return { byHost, others, made: new Map() };
}

/** Every host that a rule can match, where all of them are written in full, with any port or none. */
function hostsOf({ permissions }: NamedRule): readonly string[] | undefined {
  const found: string[] = [];
  for (const list of permissions) {
    const condition = list.find(({ key, values }) => key === ':authority' && values.length > 0);
    if (condition === undefined) return undefined;
    for (const value of condition.values) {
      if (value.replace(/:\*$/, '').includes('*')) return undefined;
      found.push(nameOf(value));
    }
  }
  return found;
}

/** An authority up to its port: what differs there can match no rule that names hosts in full. */
function nameOf(authority: string): string {
  return (authority.split(':')[0] ?? '').toLowerCase();
}
