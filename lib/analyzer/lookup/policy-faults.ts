import type { ManifestEntry } from '../../manifest/index.js';
import type { JsonObject, JsonValue } from '../../model/index.js';
import { annotationsOf, field } from '../context.js';
import { at, isJsonObject, strings, text } from '../read.js';
import { FIELD_VALUES, keyFault, keyValues, type ValueFault } from './policy-values.js';

/** A field of a policy that Istio refuses, and why. */
export interface PolicyFault {
  readonly field: string;
  readonly message: string;
}

const DRY_RUN = 'istio.io/dry-run';
const BOOLEANS = ['1', 't', 'T', 'TRUE', 'true', 'True', '0', 'f', 'F', 'FALSE', 'false', 'False'];
/** Fields of `source` that an external authorizer is asked before anybody knows them. */
const TOO_LATE = ['principals', 'requestPrincipals', 'namespaces', 'serviceAccounts', 'trustDomains'];
const TOO_LATE_KEYS = /^(source\.(namespace|serviceAccount|trustDomain|principal)$|request\.auth\.)/;

/** What Istio refuses of an AuthorizationPolicy, in the order of its fields. */
export function authorizationFaults(policy: ManifestEntry): readonly PolicyFault[] {
  const action = text(field(policy, 'spec', 'action')) ?? 'ALLOW';
  const rules = list(field(policy, 'spec', 'rules'));
  return [
    ...dryRunFaults(policy, action),
    ...actionFaults(policy, action, rules),
    ...rules.flatMap((rule, index) => ruleFaults(rule, `spec.rules[${String(index)}]`, action)),
  ];
}

function dryRunFaults(policy: ManifestEntry, action: string): readonly PolicyFault[] {
  const value = annotationsOf(policy)[DRY_RUN];
  if (value === undefined) return [];
  const place = `metadata.annotations["${DRY_RUN}"]`;
  if (action !== 'ALLOW' && action !== 'DENY')
    return [{ field: place, message: `no policy of action ${action} runs dry` }];
  return BOOLEANS.includes(value) ? [] : [{ field: place, message: `"${value}" is neither true nor false` }];
}

function actionFaults(policy: ManifestEntry, action: string, rules: readonly JsonValue[]): readonly PolicyFault[] {
  const provider = field(policy, 'spec', 'provider');
  const found: PolicyFault[] = [];
  if (rules.length === 0 && (action === 'DENY' || action === 'CUSTOM'))
    found.push({ field: 'spec.rules', message: `a policy of action ${action} needs a rule` });
  if (action === 'CUSTOM' && (text(at(provider, 'name')) ?? '') === '')
    found.push({ field: 'spec.provider', message: 'a policy of action CUSTOM names its provider' });
  if (action !== 'CUSTOM' && provider !== undefined)
    found.push({ field: 'spec.provider', message: `a policy of action ${action} has no provider` });
  return found;
}

function ruleFaults(rule: JsonValue, place: string, action: string): readonly PolicyFault[] {
  if (!isJsonObject(rule)) return [{ field: place, message: 'a rule is an object; {} matches everything' }];
  return [
    ...partFaults(rule, place, 'from', 'source', action),
    ...partFaults(rule, place, 'to', 'operation', action),
    ...list(rule['when']).flatMap((when, index) => whenFaults(when, `${place}.when[${String(index)}]`, action)),
  ];
}

function partFaults(
  rule: JsonObject,
  place: string,
  part: string,
  inner: string,
  action: string,
): readonly PolicyFault[] {
  const written = rule[part];
  if (written === undefined) return [];
  const entries = list(written);
  if (entries.length === 0) return [{ field: `${place}.${part}`, message: 'an empty list is refused; leave it out' }];
  return entries.flatMap((entry, index) => {
    const where = `${place}.${part}[${String(index)}].${inner}`;
    const map = at(entry, inner);
    if (!isJsonObject(map) || Object.values(map).every((value) => list(value).length === 0))
      return [{ field: where, message: `${inner === 'source' ? 'a' : 'an'} ${inner} without any field is refused` }];
    return [...fieldFaults(map, where), ...sourceFaults(map, where, action)];
  });
}

function fieldFaults(map: JsonObject, place: string): readonly PolicyFault[] {
  return Object.entries(map).flatMap(([name, value]) => {
    const plain = name.replace(/^not([A-Z])/, (_, first: string) => first.toLowerCase());
    return valueFaults(strings(value), `${place}.${name}`, FIELD_VALUES[plain] ?? (() => undefined));
  });
}

function sourceFaults(source: JsonObject, place: string, action: string): readonly PolicyFault[] {
  const has = (name: string): boolean => list(source[name]).length + list(source[notForm(name)]).length > 0;
  const late = action === 'CUSTOM' ? TOO_LATE.filter(has) : [];
  const found = late.map((name) => ({
    field: `${place}.${name}`,
    message: 'an external authorizer is asked before this is known',
  }));
  if (has('serviceAccounts') && (has('principals') || has('namespaces')))
    found.push({ field: `${place}.serviceAccounts`, message: 'it stands beside neither principals nor namespaces' });
  for (const name of ['serviceAccounts', 'notServiceAccounts'])
    if (list(source[name]).length > 16) found.push({ field: `${place}.${name}`, message: 'it has 16 values at most' });
  return found;
}

function whenFaults(when: JsonValue, place: string, action: string): readonly PolicyFault[] {
  const key = text(at(when, 'key')) ?? '';
  const wrong = keyFault(key);
  if (wrong !== undefined) return [{ field: `${place}.key`, message: wrong }];
  if (action === 'CUSTOM' && TOO_LATE_KEYS.test(key))
    return [{ field: `${place}.key`, message: 'an external authorizer is asked before this is known' }];
  const [values, notValues] = [strings(at(when, 'values')), strings(at(when, 'notValues'))];
  if (values.length + notValues.length === 0) return [{ field: place, message: 'a condition has values or notValues' }];
  return [
    ...valueFaults(values, `${place}.values`, keyValues(key)),
    ...valueFaults(notValues, `${place}.notValues`, keyValues(key)),
  ];
}

function valueFaults(values: readonly string[], place: string, faultOf: ValueFault): readonly PolicyFault[] {
  return values.flatMap((value, index) => {
    const message = value === '' ? 'an empty value is refused' : faultOf(value);
    return message === undefined ? [] : [{ field: `${place}[${String(index)}]`, message }];
  });
}

function notForm(name: string): string {
  return `not${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

function list(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}
