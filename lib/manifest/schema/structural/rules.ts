import type { CrdValidation } from '../../../imports/schemas.js';
import type { JsonValue } from '../../../model/index.js';
import { rule, type Verdict } from '../cel/index.js';
import type { SchemaFinding } from '../finding.js';
import { child, entry, item } from '../path.js';
import { isList, isObject, own } from '../values.js';
import type { SchemaNode } from './node.js';

/** Evaluates the rules of a schema over a value and what is below it. */
export function checkRules(node: SchemaNode, value: JsonValue, path: string, found: SchemaFinding[]): void {
  if (value === null || !node.ruled) return;
  for (const one of node.schema['x-kubernetes-validations'] ?? []) {
    const fault = faultOf(one, rule(one.rule).evaluate(value), value, path);
    if (fault) found.push(fault);
  }
  for (const branch of node.allOf) checkRules(branch, value, path, found);
  if (isList(value)) {
    const { items } = node;
    if (items) value.forEach((one, index) => checkRules(items, one, item(path, index), found));
  } else if (isObject(value)) {
    for (const key of Object.keys(value)) {
      const field = own(value, key);
      if (field === undefined) continue;
      const property = node.property(key);
      if (property) checkRules(property, field, child(path, key), found);
      else if (node.extra) checkRules(node.extra, field, entry(path, key), found);
    }
  }
}

function faultOf(one: CrdValidation, verdict: Verdict, value: JsonValue, path: string): SchemaFinding | undefined {
  switch (verdict.kind) {
    case 'holds':
      return undefined;
    case 'violated': {
      const field = path + fieldPathOf(one, path);
      const said = one.message === undefined ? one.rule : one.message.trim().replace(/\.$/, '');
      const shown = typeof value === 'object' ? {} : { value };
      const remedy = `Change the object so that this holds: ${one.rule.replace(/\s+/g, ' ')}.`;
      return { code: 'TM3016', field, message: `violates a rule of its kind: ${said}`, ...shown, remedy };
    }
    case 'failed': {
      const message = `a rule of the kind cannot be evaluated (${verdict.reason}): ${one.rule}`;
      return {
        code: 'TM3017',
        field: path,
        message,
        remedy: 'Give the fields that the rule reads the form it expects.',
      };
    }
  }
}

function fieldPathOf({ fieldPath = '' }: CrdValidation, path: string): string {
  return path === '' ? fieldPath.replace(/^\./, '') : fieldPath;
}
