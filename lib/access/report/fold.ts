/** Calls that are alike: each of the callers may call each of the callees on each of the ports. */
export interface Fold<T> {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly ports: readonly number[];
  /** The first of the calls, which stands for the others. */
  readonly first: T;
}

/** One call, as far as folding looks at it. */
interface Call {
  readonly from: string;
  readonly to: string;
  readonly port: number;
}

/**
 * Folds calls: ports of one pair, then callees of one caller, then callers of the same callees.
 *
 * @param alike - a text that is the same for calls that may be folded
 */
export function folded<T extends Call>(calls: readonly T[], alike: (call: T) => string): readonly Fold<T>[] {
  const single = calls.map((call) => ({ from: [call.from], to: [call.to], ports: [call.port], first: call }));
  const steps: readonly (keyof Omit<Fold<T>, 'first'>)[] = ['ports', 'to', 'from'];
  return steps.reduce<readonly Fold<T>[]>((folds, field) => joined(folds, field, alike), single);
}

/** Joins folds that differ in one field alone. */
function joined<T>(
  folds: readonly Fold<T>[],
  field: keyof Omit<Fold<T>, 'first'>,
  alike: (call: T) => string,
): readonly Fold<T>[] {
  const groups = new Map<string, Fold<T>[]>();
  for (const fold of folds) {
    const { from, to, ports } = fold;
    const name = JSON.stringify([alike(fold.first), { from, to, ports, [field]: [] }]);
    const group = groups.get(name) ?? [];
    group.push(fold);
    groups.set(name, group);
  }
  return [...groups.values()].flatMap((group): readonly Fold<T>[] => {
    const [first] = group;
    if (first === undefined) return [];
    switch (field) {
      case 'ports':
        return [{ ...first, ports: unique(group.flatMap(({ ports }) => ports)).sort((a, b) => a - b) }];
      case 'to':
        return [{ ...first, to: unique(group.flatMap(({ to }) => to)).sort() }];
      case 'from':
        return [{ ...first, from: unique(group.flatMap(({ from }) => from)).sort() }];
    }
  });
}

function unique<V>(values: readonly V[]): V[] {
  return [...new Set(values)];
}
