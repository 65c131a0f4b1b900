import type { Input, Output } from '@pulumi/pulumi';
import { originText, pointerBelow, type ManifestEntry } from '../manifest/index.js';
import { MeshError, fact as declareFact, factsIn, type Fact } from '../model/index.js';
import { PerRun } from './run.js';
import { pulumi } from './sdk.js';

/** How an Output is known in constructs and in Git. */
export interface OutputFact {
  /** Name: lower case letters, digits and `_`; also the key in the ConfigMap of facts. */
  readonly name: string;
  /** A value of the same form, which the checks see in its place. */
  readonly sample: string;
}

/** Values of facts by name. */
export type FactValues = Readonly<Record<string, Input<string>>>;

const OUTPUTS = new PerRun(() => new Map<string, Input<string>>());

/**
 * A string that stands for an Output in the props of constructs: alone, or as a part of a longer string. The value is
 * put in its place when the object is registered, or written to the ConfigMap of facts where Flux applies the object.
 *
 * @param output - the value, known when the resources it comes from are
 * @param as - its name and a sample; neither can be read from an Output
 */
export function fact(output: Output<string>, as: OutputFact): string {
  const outputs = OUTPUTS.current;
  const before = outputs.get(as.name);
  if (before !== undefined && before !== output) {
    throw new MeshError({
      code: 'TM7002',
      where: `fact("${as.name}")`,
      field: 'name',
      what: 'another Output bears this name',
      value: as.name,
      remedy: 'Declare the fact once and use the same string everywhere, or give the second one another name.',
    });
  }
  const marker = declareFact(as.name, as.sample);
  outputs.set(as.name, output);
  return marker;
}

/** Values of every fact of this run: those of Outputs, and those that are given. */
export function factValues(given: FactValues): ReadonlyMap<string, Input<string>> {
  return new Map([...OUTPUTS.current, ...Object.entries(given)]);
}

/** The object of an entry with values in the place of facts. */
export function withValues(entry: ManifestEntry, values: ReadonlyMap<string, Input<string>>): Record<string, unknown> {
  const reviver = new Reviver(entry, values);
  return Object.fromEntries(
    Object.entries(entry.object).map(([key, value]) => [key, reviver.revive(value, pointerBelow('', key))]),
  );
}

class Reviver {
  constructor(
    private readonly entry: ManifestEntry,
    private readonly values: ReadonlyMap<string, Input<string>>,
  ) {}

  revive(value: unknown, pointer: string): unknown {
    if (typeof value === 'string') return this.text(value, pointer);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((item: unknown, at) => this.revive(item, pointerBelow(pointer, at)));
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) => [key, this.revive(child, pointerBelow(pointer, key))]),
    );
  }

  private text(text: string, pointer: string): unknown {
    const template = this.entry.side.get(pointer)?.template;
    this.refuseSubstitution(template ?? text, pointer);
    if (template === undefined) return text;
    const parts = partsOf(template).map((part) => (typeof part === 'string' ? part : this.valueOf(part)));
    return parts.length === 1 ? parts[0] : pulumi.concat(...parts);
  }

  private valueOf(fact: Fact): Input<string> {
    const value = this.values.get(fact.name);
    if (value !== undefined) return value;
    throw new MeshError({
      code: 'TM2011',
      where: originText(this.entry.origin),
      field: fact.name,
      what: `nobody gives a value for fact "${fact.name}"`,
      remedy: `Give \`facts: { ${fact.name}: ... }\` to deploy, or make it with fact(output, { name, sample }).`,
    });
  }

  /** What Flux would substitute stays as it is here; of a name that is a fact that is surely not meant. */
  private refuseSubstitution(text: string, pointer: string): void {
    const found = [...text.matchAll(/\$\{([a-z_][a-z0-9_]*)(?::?[-=?+][^}]*)?\}/g)].find(
      ([, name = '']) => this.values.has(name) || !isData(this.entry, pointer),
    );
    if (found === undefined) return;
    throw new MeshError({
      code: 'TM7003',
      where: originText(this.entry.origin),
      field: pointer,
      what: `"${found[0]}" would stay as it is, for Pulumi substitutes nothing in text`,
      remedy: 'Use fact(output, { name, sample }) in its place; Git then holds the variable and Pulumi the value.',
    });
  }
}

/** Scripts and configuration files, which have variables of their own. */
function isData({ id }: ManifestEntry, pointer: string): boolean {
  return id.group === '' && ['ConfigMap', 'Secret'].includes(id.kind) && /^\/(?:data|stringData)\//.test(pointer);
}

/** A template as texts and facts, in order; empty texts are left out. */
function partsOf(template: string): readonly (string | Fact)[] {
  const facts = factsIn(template);
  const texts = template.split(/%%fact:[a-z0-9_]+:[A-Za-z0-9_-]*%%/);
  return texts.flatMap((text, at) => {
    const found = facts[at];
    return [...(text === '' ? [] : [text]), ...(found === undefined ? [] : [found])];
  });
}
