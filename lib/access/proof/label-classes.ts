import { mapAt, textOf, textsOf, type ManifestSet } from '../../manifest/index.js';
import type { JsonObject } from '../../model/index.js';
import { objects, strings } from '../../analyzer/read.js';
import { groupByNamespace, specOf, type Labels } from '../policy/selector.js';
import { labelTest } from '../world/network-policy.js';

/** Label maps of pods, one for each set of selectors that a pod can meet at once. */
export interface LabelClasses {
  readonly maps: readonly Labels[];
  /** Whether there were too many to list. */
  readonly open: boolean;
}

/** Label maps that are kept before a search gives up. */
const BOUND = 1_000;

/** What a selector wants of the value of one label. */
type ValueTest = (value: string | undefined) => boolean;

/** A selector of pods, read by label. */
interface Selector {
  readonly tests: ReadonlyMap<string, readonly ValueTest[]>;
  /** Values that it names, by label. */
  readonly values: ReadonlyMap<string, readonly string[]>;
}

/** Pods of other namespaces that a policy opens to. */
interface Foreign {
  readonly takes: (namespaceLabels: Labels) => boolean;
  readonly selector: JsonObject;
}

/** Reads which labels of pods the NetworkPolicies of a set tell apart, once for all namespaces. */
export class LabelReader {
  private readonly own = new Map<string, JsonObject[]>();
  private readonly foreign = new Map<string, Foreign[]>();
  private readonly seen = new Set<string>();

  /** @param set - what is read */
  constructor(set: ManifestSet) {
    for (const [namespace, entries] of groupByNamespace(set.byKind('networking.k8s.io', 'NetworkPolicy'))) {
      for (const spec of entries.map(specOf)) this.read(namespace, spec);
    }
  }

  /** Label maps of pods of a namespace that policies tell from those of the pods in it. */
  of(namespaceName: string, namespaceLabels: Labels, known: readonly Labels[]): LabelClasses {
    const labels = ['', ...Object.entries(namespaceLabels).map(([name, value]) => `${name}=${value}`)];
    const foreign = labels
      .flatMap((label) => this.foreign.get(label) ?? [])
      .filter(({ takes }) => takes(namespaceLabels))
      .map(({ selector }) => selector);
    const written = [...(this.own.get(namespaceName) ?? []), ...foreign];
    const selectors = [...new Map(written.map((each) => [JSON.stringify(each), each])).values()].map(selectorOf);
    const all = mapsOf(selectors);
    if (all === undefined) return { maps: [], open: true };
    const met = new Set([{}, ...known].map((each) => meeting(selectors, each)));
    return { maps: all.filter((each) => !met.has(meeting(selectors, each))), open: false };
  }

  private read(namespace: string, spec: JsonObject): void {
    this.addOwn(namespace, mapAt(spec, 'podSelector'));
    const peers = [...objects(spec['ingress']), ...objects(spec['egress'])].flatMap((rule) => [
      ...objects(rule['from']),
      ...objects(rule['to']),
    ]);
    for (const { podSelector, namespaceSelector } of peers) {
      if (podSelector === undefined) continue;
      const selector = mapAt(podSelector);
      if (namespaceSelector === undefined) this.addOwn(namespace, selector);
      else this.addForeign(mapAt(namespaceSelector), selector);
    }
  }

  private addOwn(namespace: string, selector: JsonObject): void {
    const list = this.own.get(namespace) ?? [];
    list.push(selector);
    this.own.set(namespace, list);
  }

  /** Under one label of the namespaces that it takes, so that few selectors are looked at for each of them. */
  private addForeign(namespaces: JsonObject, selector: JsonObject): void {
    const name = JSON.stringify([namespaces, selector]);
    if (this.seen.has(name)) return;
    this.seen.add(name);
    const [label] = Object.entries(textsOf(mapAt(namespaces, 'matchLabels')));
    const at = label === undefined ? '' : `${label[0]}=${label[1]}`;
    const list = this.foreign.get(at) ?? [];
    list.push({ takes: labelTest(namespaces), selector });
    this.foreign.set(at, list);
  }
}

function selectorOf(written: JsonObject): Selector {
  const tests = new Map<string, ValueTest[]>();
  const values = new Map<string, string[]>();
  const note = (name: string, listed: readonly string[], test: ValueTest): void => {
    tests.set(name, [...(tests.get(name) ?? []), test]);
    values.set(name, [...(values.get(name) ?? []), ...listed]);
  };
  for (const [name, value] of Object.entries(textsOf(mapAt(written, 'matchLabels'))))
    note(name, [value], (found) => found === value);
  for (const expression of objects(written['matchExpressions'])) {
    const name = textOf(expression['key']) ?? '';
    const test = labelTest({ matchExpressions: [expression] });
    note(name, strings(expression['values']), (found) => test(found === undefined ? {} : { [name]: found }));
  }
  return { tests, values };
}

/** A label map for each set of selectors; label by label, and of those that meet the same so far one is kept. */
function mapsOf(selectors: readonly Selector[]): readonly Labels[] | undefined {
  const names = [...new Set(selectors.flatMap(({ tests }) => [...tests.keys()]))].sort();
  let states: ReadonlyMap<string, Labels> = new Map([[selectors.map(() => '1').join(''), {}]]);
  for (const name of names) {
    const next = new Map<string, Labels>();
    for (const [alive, labels] of states) {
      for (const value of domainOf(selectors, name)) {
        const still = selectors.map(({ tests }, at) =>
          alive[at] === '1' && (tests.get(name) ?? []).every((test) => test(value)) ? '1' : '0',
        );
        const sign = still.join('');
        if (!next.has(sign)) next.set(sign, value === undefined ? labels : { ...labels, [name]: value });
      }
    }
    if (next.size > BOUND) return undefined;
    states = next;
  }
  return [...states.values()];
}

/** Values of a label that selectors tell apart: none, each that one names, and another. */
function domainOf(selectors: readonly Selector[], name: string): readonly (string | undefined)[] {
  const listed = new Set(selectors.flatMap(({ values }) => values.get(name) ?? []));
  let other = 'other';
  while (listed.has(other)) other += 'x';
  return [undefined, ...listed, other];
}

/** Which selectors a label map meets. */
function meeting(selectors: readonly Selector[], labels: Labels): string {
  return selectors
    .map(({ tests }) => ([...tests].every(([name, each]) => each.every((test) => test(labels[name]))) ? '1' : '0'))
    .join('');
}
