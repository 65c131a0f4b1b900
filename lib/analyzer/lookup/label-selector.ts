import type { JsonObject, JsonValue } from '../../model/index.js';
import { at, objects, selects, stringMap, strings, text } from '../read.js';

type Labels = Readonly<Record<string, string>>;

/** Whether a label selector of Kubernetes, with `matchLabels` and `matchExpressions`, meets labels. An empty one meets all. */
export function meets(selector: JsonValue | undefined, labels: Labels): boolean {
  if (!selects(stringMap(at(selector, 'matchLabels')), labels)) return false;
  return objects(at(selector, 'matchExpressions')).every((expression) => meetsExpression(expression, labels));
}

/** Whether a label selector names no label at all. */
export function isEmptySelector(selector: JsonValue | undefined): boolean {
  const named = Object.keys(stringMap(at(selector, 'matchLabels'))).length;
  return named + objects(at(selector, 'matchExpressions')).length === 0;
}

function meetsExpression(expression: JsonObject, labels: Labels): boolean {
  const value = labels[text(expression['key']) ?? ''];
  const values = strings(expression['values']);
  switch (text(expression['operator'])) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}
