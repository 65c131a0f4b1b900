import type { OpenApiDocument } from '../../../lib/imports/schema.js';
import type { Data } from '../data.js';
import { fieldsOf, type FieldMap } from './fields.js';

/** One line of a report. */
export type Change =
  | { readonly kind: 'kind-lost' | 'kind-gained'; readonly what: string }
  | { readonly kind: 'version-lost' | 'version-gained'; readonly what: string }
  | { readonly kind: 'storage'; readonly what: string; readonly before: string; readonly after: string }
  | { readonly kind: 'field-lost' | 'field-gained' | 'field-required'; readonly what: string; readonly field: string }
  | {
      readonly kind: 'type';
      readonly what: string;
      readonly field: string;
      readonly before: string;
      readonly after: string;
    }
  | {
      readonly kind: 'value-lost' | 'value-gained';
      readonly what: string;
      readonly field: string;
      readonly value: string;
    };

interface Version {
  readonly storage: boolean;
  readonly fields: () => FieldMap;
}

/** Served versions by kind, both by name. */
type Catalogue = ReadonlyMap<string, ReadonlyMap<string, Version>>;

/** What a user of the kinds gains and loses between two states of the data. */
export function compare(before: Data, after: Data): Change[] {
  const [old, now] = [catalogue(before), catalogue(after)];
  return [
    ...missing(old, now).map((what): Change => ({ kind: 'kind-lost', what })),
    ...missing(now, old).map((what): Change => ({ kind: 'kind-gained', what })),
    ...[...old].flatMap(([what, versions]) => {
      const present = now.get(what);
      return present ? compareVersions(what, versions, present) : [];
    }),
  ];
}

function catalogue({ crds, builtins }: Data): Catalogue {
  const kinds = new Map<string, Map<string, Version>>();
  const add = (what: string, version: string, entry: Version): void => {
    kinds.set(what, (kinds.get(what) ?? new Map<string, Version>()).set(version, entry));
  };
  for (const { system, crd } of crds) {
    const { names, group, versions } = crd.spec;
    for (const { name, storage, schema } of versions.filter(({ served }) => served)) {
      add(`${system}: ${names.kind}.${group}`, name, { storage, fields: () => fieldsOf(schema.openAPIV3Schema) });
    }
  }
  for (const { kind, group, version, schema } of builtins.kinds) {
    add(`kubernetes: ${kind}.${group || 'core'}`, version, {
      storage: true,
      fields: () => builtinFields(schema, builtins),
    });
  }
  return kinds;
}

function builtinFields(name: string, document: OpenApiDocument): FieldMap {
  return fieldsOf(document.schemas[name] ?? {}, document);
}

function missing(from: ReadonlyMap<string, unknown>, to: ReadonlyMap<string, unknown>): string[] {
  return [...from.keys()].filter((key) => !to.has(key)).sort();
}

function compareVersions(kind: string, old: ReadonlyMap<string, Version>, now: ReadonlyMap<string, Version>): Change[] {
  const stored = (versions: ReadonlyMap<string, Version>): string =>
    [...versions].find(([, { storage }]) => storage)?.[0] ?? 'none that is served';
  const [before, after] = [stored(old), stored(now)];
  return [
    ...missing(old, now).map((version): Change => ({ kind: 'version-lost', what: `${kind} ${version}` })),
    ...missing(now, old).map((version): Change => ({ kind: 'version-gained', what: `${kind} ${version}` })),
    ...(before === after ? [] : [{ kind: 'storage', what: kind, before, after } as const]),
    ...[...old].flatMap(([version, entry]) => {
      const present = now.get(version);
      return present ? compareFields(`${kind} ${version}`, entry.fields(), present.fields()) : [];
    }),
  ];
}

function compareFields(what: string, old: FieldMap, now: FieldMap): Change[] {
  return [
    ...topmost(missing(old, now)).map((field): Change => ({ kind: 'field-lost', what, field })),
    ...topmost(missing(now, old)).map((field): Change => ({ kind: 'field-gained', what, field })),
    ...[...now].flatMap(([field, facts]) => {
      const former = old.get(field);
      if (!former)
        return facts.required && hasParent(field, old) ? [{ kind: 'field-required', what, field } as const] : [];
      return compareFacts(what, field, former, facts);
    }),
  ];
}

/** Whether the object that holds a field was there before; the fields of a new object break nobody. */
function hasParent(field: string, old: FieldMap): boolean {
  const parent = field.replace(/\.?[^.]*$/, '').replace(/(\[\]|\{\})+$/, '');
  return parent === '' || old.has(parent);
}

function compareFacts(
  what: string,
  field: string,
  before: { readonly type: string; readonly required: boolean; readonly values: readonly string[] },
  after: { readonly type: string; readonly required: boolean; readonly values: readonly string[] },
): Change[] {
  const changes: Change[] = [];
  if (before.type !== after.type) changes.push({ kind: 'type', what, field, before: before.type, after: after.type });
  if (after.required && !before.required) changes.push({ kind: 'field-required', what, field });
  if (before.values.length === 0 && after.values.length > 0) {
    changes.push({ kind: 'type', what, field, before: 'any value', after: after.values.join(' or ') });
    return changes;
  }
  if (after.values.length === 0) return changes;
  const lost = before.values.filter((value) => !after.values.includes(value));
  const gained = after.values.filter((value) => !before.values.includes(value));
  changes.push(...lost.map((value): Change => ({ kind: 'value-lost', what, field, value })));
  changes.push(...gained.map((value): Change => ({ kind: 'value-gained', what, field, value })));
  return changes;
}

/** Leaves out the fields below one that is in the list itself. */
function topmost(fields: readonly string[]): string[] {
  const all = new Set(fields);
  return fields.filter((field) => {
    const parts = field.split('.');
    return !parts.some(
      (_, at) =>
        at > 0 &&
        all.has(
          parts
            .slice(0, at)
            .join('.')
            .replace(/(\[\]|\{\})+$/, ''),
        ),
    );
  });
}
