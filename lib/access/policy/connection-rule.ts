import { listOf, mapAt, textOf } from '../../manifest/index.js';
import type { JsonObject, JsonValue } from '../../model/index.js';
import type { Action } from './rule.js';

const SOURCE = ['principals', 'namespaces', 'serviceAccounts', 'ipBlocks'].flatMap((name) => [name, notForm(name)]);
const OPERATION = ['ports', 'notPorts'];
/** Fields that istiod neither hands on nor counts as a loss. */
const UNSEEN = ['trustDomains', 'notTrustDomains'];
const KEYS = ['source.ip', 'source.namespace', 'source.principal', 'destination.ip', 'destination.port'];

/**
 * A rule as the proxy of a node in ambient mode gets it, which sees connections alone; undefined where it matches
 * nothing. An ALLOW rule that asks for more is dropped. A DENY rule loses what asks for more, and a part of it that
 * is left empty matches nothing.
 */
export function connectionRule(rule: JsonObject, action: Action): JsonObject | undefined {
  const from = strip(rule['from'], 'source', SOURCE);
  const to = strip(rule['to'], 'operation', OPERATION);
  const when = listOf(rule['when']).filter((entry) => KEYS.includes(textOf(mapAt(entry)['key']) ?? ''));
  const lost = from.lost || to.lost || when.length < listOf(rule['when']).length;
  if (lost && action === 'ALLOW') return undefined;
  const emptied = from.emptied || to.emptied || when.length < listOf(rule['when']).length;
  return emptied ? undefined : { from: from.entries, to: to.entries, when };
}

interface Stripped {
  readonly entries: readonly JsonObject[];
  /** Whether a field was left out that asks for a request. */
  readonly lost: boolean;
  /** Whether there were entries, and none is left. */
  readonly emptied: boolean;
}

function strip(list: JsonValue | undefined, part: string, kept: readonly string[]): Stripped {
  const written = listOf(list).map((entry) => Object.entries(mapAt(entry, part)).filter(hasValues));
  const entries = written
    .map((fields) => fields.filter(([name]) => kept.includes(name)))
    .filter((fields) => fields.length > 0)
    .map((fields) => ({ [part]: Object.fromEntries(fields) }));
  const lost = written.some((fields) => fields.some(([name]) => !kept.includes(name) && !UNSEEN.includes(name)));
  return { entries, lost, emptied: written.length > 0 && entries.length === 0 };
}

function hasValues([, value]: readonly [string, JsonValue | undefined]): boolean {
  return listOf(value).length > 0;
}

function notForm(name: string): string {
  return `not${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
