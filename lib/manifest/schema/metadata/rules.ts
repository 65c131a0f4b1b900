import type { JsonObject, JsonValue } from '../../../model/index.js';
import type { SchemaFinding } from '../finding.js';
import { child, item } from '../path.js';
import { isList, isObject } from '../values.js';
import { bytes, labelValueFault, nameFault, qualifiedNameFault, type NameRule } from './names.js';

/** What a kind demands of the metadata of its objects. */
export interface MetadataRules {
  /** Grammar of the name. */
  readonly name: NameRule;
  readonly namespaced: boolean;
}

const ANNOTATIONS_LIMIT = 256 * 1024;

/** Checks names, labels, annotations, owners and finalizers of metadata whose types are right. */
export function checkMetadata(metadata: JsonObject, rules: MetadataRules, path: string): readonly SchemaFinding[] {
  return [
    ...checkName(metadata, rules, path),
    ...checkNamespace(metadata, rules, path),
    ...checkLabelsAndAnnotations(metadata, path),
    ...checkOwners(metadata['ownerReferences'], child(path, 'ownerReferences')),
    ...checkFinalizers(metadata['finalizers'], child(path, 'finalizers')),
    ...checkManagedFields(metadata['managedFields'], child(path, 'managedFields')),
  ];
}

/** Checks the labels and annotations of metadata, such as that of a pod template. */
export function checkLabelsAndAnnotations(metadata: JsonObject, path: string): readonly SchemaFinding[] {
  return [
    ...checkLabels(metadata['labels'], child(path, 'labels')),
    ...checkAnnotations(metadata['annotations'], child(path, 'annotations')),
  ];
}

function checkName(metadata: JsonObject, rules: MetadataRules, path: string): SchemaFinding[] {
  const name = textOf(metadata['name']);
  const prefix = textOf(metadata['generateName']);
  const found: SchemaFinding[] = [];
  if (prefix !== '') {
    // The server appends five characters, so that a trailing dash is no fault.
    const masked = prefix.length > 1 && prefix.endsWith('-') ? `${prefix.slice(0, -2)}a` : prefix;
    const fault = nameFault(masked, rules.name);
    if (fault !== undefined) found.push(bad('TM3014', child(path, 'generateName'), fault, prefix));
  }
  if (name === '' && prefix === '') {
    const remedy = `Add 'name'.`;
    found.push({ code: 'TM3005', field: child(path, 'name'), message: 'name is missing', remedy });
  }
  const fault = name === '' ? undefined : nameFault(name, rules.name);
  if (fault !== undefined) found.push(bad('TM3014', child(path, 'name'), fault, name));
  return found;
}

function checkNamespace(metadata: JsonObject, { namespaced }: MetadataRules, path: string): SchemaFinding[] {
  const namespace = textOf(metadata['namespace']);
  if (namespace === '') return [];
  const field = child(path, 'namespace');
  if (!namespaced) {
    const message = 'must not be set, for the kind is cluster-scoped';
    return [{ code: 'TM3014', field, message, value: namespace, remedy: 'Remove the namespace.' }];
  }
  const fault = nameFault(namespace, 'label');
  return fault === undefined ? [] : [bad('TM3014', field, fault, namespace)];
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
    return empty.map(([name]) => bad('TM3015', child(path, name), 'must not be empty', ''));
  });
  if (list.filter((owner) => owner['controller'] === true).length > 1) {
    found.push(bad('TM3015', path, 'must name at most one controller', owners ?? null));
  }
  return found;
}

function checkFinalizers(finalizers: JsonValue | undefined, path: string): SchemaFinding[] {
  const names = (isList(finalizers) ? finalizers : []).map(textOf);
  const found = names.flatMap((name) => {
    const fault = qualifiedNameFault(name);
    return fault === undefined ? [] : [bad('TM3015', path, `finalizer ${fault}`, name)];
  });
  if (names.includes('orphan') && names.includes('foregroundDeletion')) {
    found.push(bad('TM3015', path, `must not hold both 'orphan' and 'foregroundDeletion'`, names));
  }
  return found;
}

function checkManagedFields(fields: JsonValue | undefined, path: string): SchemaFinding[] {
  const list = isList(fields) ? fields : [];
  return list.flatMap((one, index) => {
    const operation = textOf(isObject(one) ? one['operation'] : undefined);
    if (operation === 'Apply' || operation === 'Update') return [];
    const field = child(item(path, index), 'operation');
    return [bad('TM3015', field, `must be 'Apply' or 'Update'`, operation)];
  });
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
