import { textOf } from '../../../lib/manifest/index.js';
import { groupVersion } from '../../../lib/model/index.js';
import { checkSchema, type SchemaFinding } from '../../../lib/manifest/schema/index.js';
import type { Case } from '../../manifest/schema/harness/cases.js';
import { bare, type Refusal } from './refusals.js';
import type { ServerVerdict } from './server.js';

/** How our verdict on an object of a built-in kind compares with a server's. */
export interface Comparison {
  /** What one of the two refuses and the other does not, in words. */
  readonly differing: readonly string[];
  /** Rules of the server's own code that the schema check does not have, as `<kind> <field>: <rule>`. */
  readonly beyond: readonly string[];
}

const METADATA =
  /(^|\.)(metadata\.(name|generateName|namespace|labels|annotations|finalizers|ownerReferences|generation)|template\.(labels|annotations))/;

/** Compares the findings of the schema check with what a server says. */
export function compare({ object }: Case, { create, repeated }: ServerVerdict): Comparison {
  const found = checkSchema(object);
  const type = create.find(({ kind }) => kind === 'type');
  if (type) return { differing: decodes(found, type), beyond: [] };
  const aside = create.filter(({ kind }) => kind === 'aside');
  if (aside.length > 0) return { differing: [], beyond: aside.map((one) => ruleOf(object, one)) };
  const own = new Set(found.map(({ field }) => field));
  const theirs = new Set(create.map(({ field }) => field));
  const missed = create.filter(({ field = '' }) => !own.has(field));
  const shared = (one: Refusal): boolean => mustShare(one, repeated ?? []);
  const lists = (repeated ?? []).filter((list) => !found.some((one) => inLists(one, [list])));
  const alarms = found.filter((one) => !isNamed(one, theirs) && !isRepetition(one, repeated));
  return {
    differing: [
      ...missed.filter(shared).map(({ kind, field = '', message }) => `missed ${kind} ${field}: ${message}`),
      ...alarms.map(({ code, field, message }) => `false alarm ${code} ${field}: ${message}`),
      ...lists.map((list) => `missed repetition ${list}`),
    ],
    beyond: missed.filter((one) => !shared(one)).map((one) => ruleOf(object, one)),
  };
}

/** Repetition counts in lists with keys, which server-side apply compares too. */
function mustShare({ kind, field = '', message }: Refusal, repeated: readonly string[]): boolean {
  if (kind === 'unknown' || kind === 'required') return true;
  if (kind === 'duplicate') return repeated.includes(bare(field.slice(0, field.lastIndexOf('['))));
  return METADATA.test(field) && !message.includes('does not match template');
}

/** A server may name a list or a struct in place of the value that it does not admit. */
function isNamed({ code, field }: SchemaFinding, theirs: ReadonlySet<string | undefined>): boolean {
  if (theirs.has(field)) return true;
  return (
    code === 'TM3006' && [...theirs].some((one) => one !== undefined && one !== '' && /^[.[]/.test(tail(field, one)))
  );
}

function tail(field: string, start: string): string {
  return field.startsWith(start) ? field.slice(start.length) : '';
}

/** A server that cannot decode an object names one field, and that not always. */
function decodes(found: readonly SchemaFinding[], { field, message }: Refusal): readonly string[] {
  const own = found.filter(({ code }) => code === 'TM3004').map((one) => bare(one.field));
  const same = own.some((one) => field === undefined || one === field || one.startsWith(`${field}.`));
  return same ? [] : [`missed type ${field ?? ''}: ${message}`];
}

/** Repetition that a create lets pass is what server-side apply finds, as far as it gets to look for it. */
function isRepetition(one: SchemaFinding, repeated: readonly string[] | undefined): boolean {
  return repeated === undefined ? one.code === 'TM3013' : inLists(one, repeated);
}

function inLists({ code, field }: SchemaFinding, lists: readonly string[]): boolean {
  const list = bare(field.slice(0, field.lastIndexOf('[')));
  return code === 'TM3013' && lists.includes(list);
}

/** A rule in words that do not depend on the object, nor on the workload that a pod is part of. */
function ruleOf({ apiVersion, kind }: Case['object'], { field = '', message }: Refusal): string {
  const { group } = groupVersion(textOf(apiVersion) ?? '');
  const inPod = kind === 'Pod' ? field.replace(/^spec\./, '') : field.replace(/^.*template\.spec\./, '');
  const pod = kind === 'Pod' ? field.startsWith('spec.') : inPod !== field;
  const whole = pod ? 'pods' : `${group === '' ? '' : `${group}/`}${textOf(kind) ?? ''}`;
  return `${whole} ${bare(pod ? inPod : field)}: ${reasonOf(message)}`;
}

/** Why a server refuses a field, without the value; a refusal that is none of validation in its own words. */
function reasonOf(message: string): string {
  const reason =
    /(?:^|: )(Invalid value|Unsupported value|Forbidden|Too long|Too many|Duplicate value|Not found|Internal error)/.exec(
      message,
    );
  return reason?.[1]?.toLowerCase() ?? message.replace(/"[^"]*"|\([^)]*\)/g, '…').slice(0, 80);
}
