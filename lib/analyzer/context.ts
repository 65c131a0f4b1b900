import type { JsonValue } from '../model/index.js';
import type { ManifestEntry, ManifestSet, ManifestUnit, NeededSecret } from '../manifest/index.js';
import type { InputKind } from './rule.js';
import { isJsonObject } from './read.js';

/** What a rule reports of one object. */
export interface Report {
  /** Field that is wrong, such as `spec.replicas`. @default - the object as a whole */
  readonly field?: string;
  /** What is wrong, as one sentence without a final period. */
  readonly message: string;
  /** What to write instead. @default - the rule's own remedy */
  readonly remedy?: string;
}

/** What a rule sees of a set. It reads through this alone, so that a test can hold it to the kinds it declares. */
export interface RuleContext {
  /** Objects of a kind, `Kind.group` or `Kind`, written and predicted. */
  readonly all: (kind: InputKind) => readonly ManifestEntry[];
  /** One object of a kind. */
  readonly find: (kind: InputKind, namespace: string, name: string) => ManifestEntry | undefined;
  /** Units of the set; empty for plain manifests. */
  readonly units: readonly ManifestUnit[];
  /** Written objects of a unit. */
  readonly inUnit: (path: string) => readonly ManifestEntry[];
  /** Secrets that somebody promised to supply; empty for plain manifests. */
  readonly promisedSecrets: readonly NeededSecret[];
  /** Reports a finding on an object. */
  readonly report: (entry: ManifestEntry, report: Report) => void;
}

/** Splits `Kind.group` into its halves. */
export function splitKind(input: InputKind): { group: string; kind: string } {
  const dot = input.indexOf('.');
  return dot < 0 ? { group: '', kind: input } : { group: input.slice(dot + 1), kind: input.slice(0, dot) };
}

/** A context over a set. `read` hears of each kind a rule asks for. */
export function contextOf(
  set: ManifestSet,
  report: RuleContext['report'],
  read: (kind: InputKind) => void = () => undefined,
): RuleContext {
  return {
    units: set.units,
    promisedSecrets: set.secretNeeds.filter(({ derived }) => derived !== true),
    inUnit: (path) => set.inUnit(path),
    all: (input) => {
      read(input);
      const { group, kind } = splitKind(input);
      return set.byKind(group, kind);
    },
    find: (input, namespace, name) => {
      read(input);
      const { group, kind } = splitKind(input);
      return set.get(group, kind, namespace, name);
    },
    report,
  };
}

/** Values of labels of an object. */
export function labelsOf(entry: ManifestEntry): Readonly<Record<string, string>> {
  return entry.object.metadata.labels ?? {};
}

/** Values of annotations of an object. */
export function annotationsOf(entry: ManifestEntry): Readonly<Record<string, string>> {
  return entry.object.metadata.annotations ?? {};
}

/** Part of an object by keys; undefined where there is none. */
export function field(entry: ManifestEntry, ...keys: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = entry.object;
  for (const key of keys) {
    if (!isJsonObject(value)) return undefined;
    value = value[key];
  }
  return value;
}
