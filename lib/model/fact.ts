import { MeshError } from './errors.js';

/** A value known only from the running cluster, such as an issuer URL or a role ARN. */
export interface Fact {
  /** Name: lower case letters, digits and `_`; the substitution variable in Git and the key in the facts ConfigMap. */
  readonly name: string;
  /** A value of the same form, which schema check, analyzer and tests see in its place. */
  readonly sample: string;
}

const NAME = /^[a-z_][a-z0-9_]{0,62}$/;
const MARKER = /%%fact:([a-z0-9_]+):([A-Za-z0-9_-]*)%%/g;

/**
 * Declares a fact and returns a string that stands for it: alone, or as part of a longer string.
 * It is refused in names, namespaces, ids, keys, label values, and wherever a construct branches, compares or sorts.
 *
 * @param name - name of the fact, such as `tenant_a_issuer`
 * @param sample - a value of the same form
 */
export function fact(name: string, sample: string): string {
  if (!NAME.test(name)) {
    throw new MeshError({
      code: 'TM2011',
      where: `fact("${name}")`,
      field: 'name',
      what: 'a fact is named by lower case letters, digits and "_"',
      value: name,
      remedy: 'Write a name such as "tenant_a_issuer".',
    });
  }
  return `%%fact:${name}:${Buffer.from(sample, 'utf8').toString('base64url')}%%`;
}

/** Whether a string holds a fact. */
export function hasFact(text: string): boolean {
  return text.includes('%%fact:');
}

/** Facts in a string, in order. */
export function factsIn(text: string): readonly Fact[] {
  if (!hasFact(text)) return [];
  return [...text.matchAll(MARKER)].map(([, name = '', sample = '']) => ({ name, sample: decode(sample) }));
}

/** Replaces each fact of a string. */
export function replaceFacts(text: string, replace: (fact: Fact) => string): string {
  if (!hasFact(text)) return text;
  return text.replace(MARKER, (_all, name: string, sample: string) => replace({ name, sample: decode(sample) }));
}

/** The string with each fact replaced by its sample. */
export function sampleText(text: string): string {
  return replaceFacts(text, (found) => found.sample);
}

/**
 * Refuses a fact where the value decides the shape of the output.
 *
 * @param where - construct path
 * @param field - the property
 * @param text - the value given
 */
export function refuseFact(where: string, field: string, text: string): string {
  const [found] = factsIn(text);
  if (found === undefined) return text;
  throw new MeshError({
    code: 'TM2010',
    where,
    field,
    what: `fact "${found.name}" stands where the value must be known at synth`,
    remedy: `Write the value itself here; facts may stand in plain string fields only.`,
  });
}

function decode(sample: string): string {
  return Buffer.from(sample, 'base64url').toString('utf8');
}
