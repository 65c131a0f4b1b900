import type { JsonObject, JsonValue } from '../../../model/index.js';
import type { SchemaFinding } from '../finding.js';
import { child, item } from '../path.js';
import { isList, isObject } from '../values.js';
import { bytes, labelValueFault, nameFault, qualifiedNameFault, type NameRule } from './names.js';

/** What a kind demands of the metadata of its objects. */
export interface MetadataRules {
  /** Grammar of the name. */
  readonly name: NameRule;
  /** Whether objects are in a namespace; the API server drops that of any other. */
  readonly namespaced: boolean;
  /**
   * Grammar of the prefix of a name that the API server completes.
   * @default - that of the name
   */
  readonly prefix?: NameRule;
  /**
   * Whether the API server makes up a name that is left out.
   * @default false
   */
  readonly nameless?: boolean;
  /**
   * The only name that the object can have.
   * @default - any name of the grammar
   */
  readonly only?: string;
  /**
   * Whether finalizers without a domain must be those of Kubernetes.
   * @default false
   */
  readonly strictFinalizers?: boolean;
  /**
   * Whether a generation is taken as it is written; most kinds start it anew.
   * @default false
   */
  readonly keepsGeneration?: boolean;
}

const ANNOTATIONS_LIMIT = 256 * 1024;
/** The API server appends five characters to a prefix, and cuts it so that the whole has 63. */
const PREFIX_LIMIT = 58;
const GENERATED = 'abcde';
const FINALIZERS: ReadonlySet<string> = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

/** Checks names, labels, annotations, owners and finalizers of metadata whose types are right. */
export function checkMetadata(metadata: JsonObject, rules: MetadataRules, path: string): readonly SchemaFinding[] {
  return [
    ...checkName(metadata, rules, path),
    ...(rules.namespaced ? checkNamespace(metadata, path) : []),
    ...checkLabelsAndAnnotations(metadata, path),
    ...checkOwners(metadata['ownerReferences'], child(path, 'ownerReferences')),
    ...checkFinalizers(metadata['finalizers'], rules, child(path, 'finalizers')),
    ...checkGeneration(metadata['generation'], rules, child(path, 'generation')),
  ];
}

/** Name that the API server gives an object: its own, or one made from the prefix. */
export function nameOf(metadata: JsonObject): string {
  const name = textOf(metadata['name']);
  const prefix = textOf(metadata['generateName']);
  return name === '' && prefix !== '' ? `${prefix.slice(0, PREFIX_LIMIT)}${GENERATED}` : name;
}

/** Checks the labels and annotations of metadata, such as that of a pod template. */
export function checkLabelsAndAnnotations(metadata: JsonObject, path: string): readonly SchemaFinding[] {
  return [
    ...checkLabels(metadata['labels'], child(path, 'labels')),
    ...checkAnnotations(metadata['annotations'], child(path, 'annotations')),
  ];
}

function checkName(metadata: JsonObject, rules: MetadataRules, path: string): SchemaFinding[] {
  const prefix = textOf(metadata['generateName']);
  const name = nameOf(metadata);
  if (name === '') {
    if (rules.nameless === true) return [];
    const remedy = `Add 'name'.`;
    return [{ code: 'TM3005', field: child(path, 'name'), message: 'name is missing', remedy }];
  }
  // A trailing dash of the prefix is followed by what the server appends.
  const masked = prefix.length > 1 && prefix.endsWith('-') ? `${prefix.slice(0, -2)}a` : prefix;
  return [
    ...(prefix === ''
      ? []
      : nameFaults(masked, { ...rules, name: rules.prefix ?? rules.name }, child(path, 'generateName'), prefix)),
    ...nameFaults(name, rules, child(path, 'name'), name),
  ];
}

function nameFaults(name: string, rules: MetadataRules, field: string, value: string): SchemaFinding[] {
  const fault = nameFault(name, rules.name) ?? (name === (rules.only ?? name) ? undefined : `must be '${rules.only}'`);
  return fault === undefined ? [] : [bad('TM3014', field, fault, value)];
}

function checkNamespace(metadata: JsonObject, path: string): SchemaFinding[] {
  const namespace = textOf(metadata['namespace']);
  const fault = namespace === '' ? undefined : nameFault(namespace, 'label');
  return fault === undefined ? [] : [bad('TM3014', child(path, 'namespace'), fault, namespace)];
}

function checkLabels(labels: JsonValue | undefined, path: string): SchemaFinding[] {
  return entriesOf(labels).flatMap(([key, value]) => {
    const keyFault = qualifiedNameFault(key);
    const valueFault = labelValueFault(textOf(value));
    return [
      ...(keyFault === undefined ? [] : [bad('TM3015', path, `key ${keyFault}`, key)]),
      ...(valueFault === undefined ? [] : [bad('TM3015', path, `value of '${key}' ${valueFault}`, value)]),
    ];
  });
}

function checkAnnotations(annotations: JsonValue | undefined, path: string): SchemaFinding[] {
  const entries = entriesOf(annotations);
  const found = entries.flatMap(([key]) => {
    const fault = qualifiedNameFault(key.toLowerCase());
    return fault === undefined ? [] : [bad('TM3015', path, `key ${fault}`, key)];
  });
  const size = entries.reduce((sum, [key, value]) => sum + bytes(key) + bytes(textOf(value)), 0);
  if (size > ANNOTATIONS_LIMIT) {
    const message = `annotations have ${size} bytes, more than ${ANNOTATIONS_LIMIT}`;
    found.push({ code: 'TM3007', field: path, message, remedy: 'Move large values into a ConfigMap.' });
  }
  return found;
}

function checkOwners(owners: JsonValue | undefined, path: string): SchemaFinding[] {
  const list = isList(owners) ? owners.filter(isObject) : [];
  const found = list.flatMap((owner) => {
    const version = textOf(owner['apiVersion']).split('/').at(-1) ?? '';
    const parts = { apiVersion: version, kind: owner['kind'], name: owner['name'], uid: owner['uid'] };
    const empty = Object.entries(parts).filter(([, value]) => textOf(value) === '');
    const event = owner['apiVersion'] === 'v1' && owner['kind'] === 'Event';
    return [
      ...empty.map(([name]) => bad('TM3015', child(path, name), 'must not be empty', '')),
      ...(event ? [bad('TM3015', path, 'must not name an Event, which owns nothing', owner)] : []),
    ];
  });
  if (list.filter((owner) => owner['controller'] === true).length > 1) {
    found.push(bad('TM3015', path, 'must name at most one controller', owners ?? null));
  }
  return found;
}

function checkFinalizers(
  finalizers: JsonValue | undefined,
  { strictFinalizers = false }: MetadataRules,
  path: string,
): SchemaFinding[] {
  const names = (isList(finalizers) ? finalizers : []).map(textOf);
  const found = names.flatMap((name, index) => {
    const fault = qualifiedNameFault(name);
    const bare = !name.includes('/') && !FINALIZERS.has(name);
    return [
      ...(fault === undefined ? [] : [bad('TM3015', path, `finalizer ${fault}`, name)]),
      ...(bare && strictFinalizers ? [bad('TM3015', item(path, index), `must have the form 'domain/name'`, name)] : []),
    ];
  });
  if (names.includes('orphan') && names.includes('foregroundDeletion')) {
    found.push(bad('TM3015', path, `must not hold both 'orphan' and 'foregroundDeletion'`, names));
  }
  return found;
}

function checkGeneration(value: JsonValue | undefined, rules: MetadataRules, path: string): SchemaFinding[] {
  const negative = rules.keepsGeneration === true && typeof value === 'number' && value < 0;
  return negative ? [bad('TM3015', path, 'must not be negative', value)] : [];
}

function bad(code: 'TM3014' | 'TM3015', field: string, message: string, value: JsonValue): SchemaFinding {
  const what = code === 'TM3014' ? 'name' : 'text';
  const wanted = message.slice(Math.max(0, message.indexOf('must')));
  return { code, field, message, value, remedy: `Write a ${what} that the rule admits: it ${wanted}.` };
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function entriesOf(value: JsonValue | undefined): readonly (readonly [string, JsonValue])[] {
  return isObject(value) ? Object.entries(value).map(([key, one]) => [key, one ?? null] as const) : [];
}
