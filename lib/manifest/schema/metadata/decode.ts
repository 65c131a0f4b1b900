import type { JsonObject, JsonValue } from '../../../model/index.js';
import type { SchemaFinding } from '../finding.js';
import { child, entry, item } from '../path.js';
import { nearest } from '../suggest.js';
import { isTime } from '../times.js';
import { isInt64, isList, isObject, typeName } from '../values.js';

/** Shape of a field of metadata. */
type Shape = 'text' | 'integer' | 'boolean' | 'time' | 'texts' | 'textMap' | 'any' | { readonly listOf: Fields };
type Fields = Readonly<Record<string, Shape>>;

const OWNER: Fields = {
  apiVersion: 'text',
  blockOwnerDeletion: 'boolean',
  controller: 'boolean',
  kind: 'text',
  name: 'text',
  uid: 'text',
};

const MANAGED: Fields = {
  apiVersion: 'text',
  fieldsType: 'text',
  fieldsV1: 'any',
  manager: 'text',
  operation: 'text',
  subresource: 'text',
  time: 'time',
};

const METADATA: Fields = {
  annotations: 'textMap',
  creationTimestamp: 'time',
  deletionGracePeriodSeconds: 'integer',
  deletionTimestamp: 'time',
  finalizers: 'texts',
  generateName: 'text',
  generation: 'integer',
  labels: 'textMap',
  managedFields: { listOf: MANAGED },
  name: 'text',
  namespace: 'text',
  ownerReferences: { listOf: OWNER },
  resourceVersion: 'text',
  selfLink: 'text',
  uid: 'text',
};

/** Checks that metadata decodes: unknown fields and wrong types. Returns whether its types were right. */
export function decodeMetadata(metadata: JsonValue, path: string, found: SchemaFinding[]): metadata is JsonObject {
  const faults: SchemaFinding[] = [];
  if (isObject(metadata)) decodeFields(metadata, METADATA, path, faults);
  else wrong(metadata, 'an object', path, faults);
  found.push(...faults);
  return faults.every(({ code }) => code === 'TM3003');
}

function decodeFields(object: JsonObject, fields: Fields, path: string, found: SchemaFinding[]): void {
  for (const [name, value] of Object.entries(object)) {
    if (value === undefined) continue;
    const shape = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (shape === undefined) unknown(name, value, fields, path, found);
    else if (value !== null) decode(value, shape, child(path, name), found);
  }
}

function decode(value: JsonValue, shape: Shape, path: string, found: SchemaFinding[]): void {
  if (typeof shape === 'object') {
    decodeList(value, shape.listOf, path, found);
    return;
  }
  switch (shape) {
    case 'any':
      return;
    case 'text':
      if (typeof value !== 'string') wrong(value, 'a string', path, found);
      return;
    case 'integer':
      if (typeof value !== 'number' || !isInt64(value)) wrong(value, 'an integer', path, found);
      return;
    case 'boolean':
      if (typeof value !== 'boolean') wrong(value, 'a boolean', path, found);
      return;
    case 'time':
      if (typeof value !== 'string' || !isTime(value)) wrong(value, 'a time such as 2026-01-31T08:00:00Z', path, found);
      return;
    case 'texts':
      if (!isList(value)) {
        wrong(value, 'a list of strings', path, found);
        return;
      }
      {
        value.forEach((one, index) => text(one, item(path, index), found));
        return;
      }
    case 'textMap':
      if (!isObject(value)) {
        wrong(value, 'a map of strings', path, found);
        return;
      }
      for (const [key, one] of Object.entries(value)) text(one ?? null, entry(path, key), found);
  }
}

function decodeList(value: JsonValue, fields: Fields, path: string, found: SchemaFinding[]): void {
  if (!isList(value)) {
    wrong(value, 'a list of objects', path, found);
    return;
  }
  value.forEach((one, index) => {
    if (isObject(one)) decodeFields(one, fields, item(path, index), found);
    else if (one !== null) wrong(one, 'an object', item(path, index), found);
  });
}

function text(value: JsonValue, path: string, found: SchemaFinding[]): void {
  if (value !== null && typeof value !== 'string') wrong(value, 'a string', path, found);
}

function unknown(name: string, value: JsonValue, fields: Fields, path: string, found: SchemaFinding[]): void {
  const near = nearest(name, Object.keys(fields));
  const remedy = near === undefined ? 'Remove the field.' : `Did you mean '${near}'? Rename or remove the field.`;
  found.push({ code: 'TM3003', field: child(path, name), message: 'is not a field of the metadata', value, remedy });
}

function wrong(value: JsonValue, wanted: string, field: string, found: SchemaFinding[]): void {
  const quote = typeof value === 'number' || typeof value === 'boolean' ? `, here '${String(value)}' in quotes` : '';
  const remedy = `Write ${wanted}${wanted === 'a string' ? quote : ''}.`;
  found.push({ code: 'TM3004', field, message: `must be ${wanted}, not ${typeName(value)}`, value, remedy });
}
