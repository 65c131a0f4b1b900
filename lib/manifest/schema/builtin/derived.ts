import type { JsonObject } from '../../../model/index.js';
import type { SchemaFinding } from '../finding.js';
import { labelValueFault, nameFault } from '../metadata/names.js';
import { checkLabelsAndAnnotations, nameOf } from '../metadata/rules.js';
import { isObject } from '../values.js';
import { at } from './demands/index.js';

/** Checks names and labels that the API server derives from an object, and then refuses where it put them. */
export function checkDerived(kind: string, object: JsonObject, metadata: JsonObject): readonly SchemaFinding[] {
  const name = nameOf(metadata);
  switch (kind) {
    case 'Namespace':
      return labelled(name, ['metadata.labels']);
    case 'Job':
      return [
        ...labelled(name, ['spec.template.labels', ...copied(metadata)]),
        ...podNames(object, name),
        ...templateLabels(object, metadata),
      ];
    case 'ReplicationController':
      return templateLabels(object, metadata);
    default:
      return [];
  }
}

/** The name becomes the value of a label. */
function labelled(name: string, fields: readonly string[]): readonly SchemaFinding[] {
  const fault = labelValueFault(name);
  if (fault === undefined) return [];
  const message = `takes the name as the value of a label, which ${fault}`;
  return fields.map((field) => ({
    code: 'TM3015',
    field,
    message,
    value: name,
    remedy: 'Write a shorter or plainer name.',
  }));
}

/** Where an object has no labels, it gets those of its template. */
function copied(metadata: JsonObject): readonly string[] {
  const { labels } = metadata;
  return isObject(labels) && Object.keys(labels).length > 0 ? [] : ['metadata.labels'];
}

function templateLabels(object: JsonObject, metadata: JsonObject): readonly SchemaFinding[] {
  const labels = at(object, 'spec.template.metadata.labels');
  if (copied(metadata).length === 0 || !isObject(labels)) return [];
  return checkLabelsAndAnnotations({ labels }, 'metadata');
}

/** The pods of an indexed job are named after it, with the highest index at the end. */
function podNames(object: JsonObject, name: string): readonly SchemaFinding[] {
  const completions = at(object, 'spec.completions');
  if (at(object, 'spec.completionMode') !== 'Indexed' || typeof completions !== 'number' || completions < 1) return [];
  const fault = nameFault(`${name}-${completions - 1}`, 'label');
  if (fault === undefined) return [];
  const message = `with an index at its end ${fault}`;
  return [
    { code: 'TM3014', field: 'metadata.name', message, value: name, remedy: 'Write a shorter name without dots.' },
  ];
}
