import { listOf, mapAt, textOf } from '../../manifest/index.js';
import type { JsonObject, JsonValue } from '../../model/index.js';
import { strings } from '../../analyzer/read.js';
import type { CallTest } from './attribute.js';
import type { CallProtocol } from './call.js';
import { allOf, anyOf, compileField, isKnownKey, type Condition, type Field } from './condition.js';
import { expandPrincipals, expandTrustDomains } from './trust-domains.js';

/** What a rule is compiled for. */
export interface RuleContext {
  /** Namespace of the policy. */
  readonly namespace: string;
  readonly action: Action;
  readonly protocol: CallProtocol;
  /** Trust domains of the mesh, its own first; empty for a proxy that compares names as they are written. */
  readonly trustDomains: readonly string[];
}

/** Action of an AuthorizationPolicy. */
export type Action = 'ALLOW' | 'DENY' | 'CUSTOM' | 'AUDIT';

/** A rule as Envoy holds it: one of the callers, and one of the operations. */
export interface CompiledRule {
  /** Conditions on the caller, one list an entry of `from`. */
  readonly principals: readonly (readonly Condition[])[];
  /** Conditions on the operation, one list an entry of `to`. */
  readonly permissions: readonly (readonly Condition[])[];
  readonly test: CallTest;
}

type FieldTable = readonly (readonly [field: string, notField: string, key: string])[];

const SOURCE_FIELDS: FieldTable = [
  ['principals', 'notPrincipals', 'source.principal'],
  ['requestPrincipals', 'notRequestPrincipals', 'request.auth.principal'],
  ['namespaces', 'notNamespaces', 'source.namespace'],
  ['serviceAccounts', 'notServiceAccounts', 'source.serviceAccount'],
  ['trustDomains', 'notTrustDomains', 'source.trustDomain'],
  ['ipBlocks', 'notIpBlocks', 'source.ip'],
  ['remoteIpBlocks', 'notRemoteIpBlocks', 'remote.ip'],
];

const OPERATION_FIELDS: FieldTable = [
  ['hosts', 'notHosts', ':authority'],
  ['methods', 'notMethods', ':method'],
  ['paths', 'notPaths', ':path'],
  ['ports', 'notPorts', 'destination.port'],
];

/** Keys of `when` that ask for the operation; all others ask for the caller. */
function asksOperation(key: string): boolean {
  return ['destination.ip', 'destination.port', 'connection.sni'].includes(key) || key.startsWith('experimental.');
}

/** A rule made ready for one protocol, or undefined where Istio leaves it out. */
export function compileRule(rule: JsonObject, context: RuleContext): CompiledRule | undefined {
  const when = listOf(rule['when']).map(whenField);
  if (when.some(({ key }) => !isKnownKey(key))) return undefined;
  const principals = side(
    rule['from'],
    'source',
    SOURCE_FIELDS,
    when.filter(({ key }) => !asksOperation(key)),
    context,
  );
  const permissions = side(
    rule['to'],
    'operation',
    OPERATION_FIELDS,
    when.filter(({ key }) => asksOperation(key)),
    context,
  );
  if (principals === undefined || permissions === undefined) return undefined;
  return { principals, permissions, test: allOf([anyList(permissions), anyList(principals)]) };
}

function whenField(entry: JsonValue): Field {
  const map = mapAt(entry);
  return { key: textOf(map['key']) ?? '', values: strings(map['values']), notValues: strings(map['notValues']) };
}

/** Conditions of each entry of `from` or `to`, with those of `when` in every one; undefined when the rule vanishes. */
function side(
  entries: JsonValue | undefined,
  part: string,
  table: FieldTable,
  when: readonly Field[],
  context: RuleContext,
): readonly (readonly Condition[])[] | undefined {
  const listed = listOf(entries).map((entry) => fieldsOf(mapAt(entry, part), table));
  const alternatives = listed.length === 0 ? [[]] : listed;
  const compiled = alternatives.map((fields) => conditions([...fields, ...when], context));
  return compiled.some((each) => each === undefined) ? undefined : compiled.filter((each) => each !== undefined);
}

function fieldsOf(map: JsonObject, table: FieldTable): readonly Field[] {
  return table.map(([field, notField, key]) => ({
    key,
    values: strings(map[field]),
    notValues: strings(map[notField]),
  }));
}

function conditions(fields: readonly Field[], context: RuleContext): readonly Condition[] | undefined {
  const found: Condition[] = [];
  for (const field of fields) {
    if (field.values.length === 0 && field.notValues.length === 0) continue;
    const expanded = expand(field, context.trustDomains);
    const compiled = compileField(expanded, context, context.protocol === 'tcp', context.action === 'ALLOW');
    if (compiled === 'fault') return undefined;
    if (compiled !== 'nothing') found.push(compiled);
  }
  return found;
}

function expand(field: Field, domains: readonly string[]): Field {
  if (domains.length === 0) return field;
  switch (field.key) {
    case 'source.principal':
      return both(field, (values) => expandPrincipals(values, domains));
    case 'source.trustDomain':
      return both(field, (values) => expandTrustDomains(values, domains));
    default:
      return field;
  }
}

function both({ key, values, notValues }: Field, change: (values: readonly string[]) => readonly string[]): Field {
  return { key, values: change(values), notValues: change(notValues) };
}

function anyList(alternatives: readonly (readonly Condition[])[]): CallTest {
  return anyOf(alternatives.map((list) => allOf(list.map(({ test }) => test))));
}
