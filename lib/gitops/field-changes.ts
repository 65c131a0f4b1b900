/** A field that differs between two states of an object. */
export interface FieldChange {
  /** Path such as `spec.replicas`; an item of a list is known by its `name` where all items have one. */
  readonly field: string;
  /**
   * Value before.
   * @default - the field is new
   */
  readonly before?: unknown;
  /**
   * Value after.
   * @default - the field is gone
   */
  readonly after?: unknown;
}

/** Fields that differ between two values, in order. */
export function changedFields(before: unknown, after: unknown, field = ''): readonly FieldChange[] {
  if (Object.is(before, after)) return [];
  const [one, other] = [childrenOf(before), childrenOf(after)];
  if (one === undefined || other === undefined || Array.isArray(before) !== Array.isArray(after)) {
    return [changeOf(field === '' ? '.' : field, before, after)];
  }
  if (isKeyed(one) !== isKeyed(other)) return [changeOf(field, before, after)];
  const keys = [...new Set([...one.keys(), ...other.keys()])];
  return keys.flatMap((key) => changedFields(one.get(key), other.get(key), joined(field, key)));
}

function changeOf(field: string, before: unknown, after: unknown): FieldChange {
  return {
    field,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}

/** Children by key; those of a list by name where every item has one of its own, else by place. */
function childrenOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  const items: readonly unknown[] = value;
  const names = items.map(nameOf);
  const isNamed = items.length > 0 && names.every((name) => name !== undefined) && new Set(names).size === items.length;
  return new Map(items.map((item, at) => [isNamed ? `[${names[at] ?? ''}]` : `[${String(at)}]`, item]));
}

/** Whether the children of a list are known by name; an empty list goes with both. */
function isKeyed(children: ReadonlyMap<string, unknown>): boolean {
  const [first] = children.keys();
  return first === undefined || !/^\[[0-9]+\]$/.test(first);
}

function nameOf(item: unknown): string | undefined {
  const name: unknown = typeof item === 'object' && item !== null ? Reflect.get(item, 'name') : undefined;
  return typeof name === 'string' ? name : undefined;
}

function joined(field: string, key: string): string {
  if (key.startsWith('[')) return `${field}${key}`;
  const text = /^[A-Za-z0-9_-]+$/.test(key) ? key : JSON.stringify(key);
  return field === '' ? text : `${field}.${text}`;
}
