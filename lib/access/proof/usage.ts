import type { RuleSet } from '../policy/authorization.js';

/** What policies ask for: values by key of the attribute. */
export type Usage = ReadonlyMap<string, ReadonlySet<string>>;

/** Key of a parameter of the query, which routes alone compare. */
export function parameterKey(name: string): string {
  return `request.query[${name}]`;
}

/** Name of the parameter that a key stands for. */
export function parameterOf(key: string): string | undefined {
  return /^request\.query\[(.*)\]$/s.exec(key)?.[1];
}

/** Every value that the rules of some workloads compare, by attribute. */
export function usageOf(sets: readonly RuleSet[]): Usage {
  const usage = new Map<string, Set<string>>();
  for (const { custom, deny, allow } of sets) {
    for (const rule of [...custom, ...deny, ...allow]) {
      for (const condition of [...rule.principals, ...rule.permissions].flat()) {
        const known = usage.get(condition.key) ?? new Set<string>();
        for (const value of [...condition.values, ...condition.notValues]) known.add(value);
        usage.set(condition.key, known);
      }
    }
  }
  return usage;
}

/** What several sides ask for together. */
export function joinedUsage(parts: readonly Usage[]): Map<string, ReadonlySet<string>> {
  const joined = new Map<string, ReadonlySet<string>>();
  for (const part of parts) {
    for (const [key, values] of part) joined.set(key, new Set([...(joined.get(key) ?? []), ...values]));
  }
  return joined;
}
