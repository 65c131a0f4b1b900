import type { RecordedAlias, RecordedResource } from './recorded.js';
import { Recording } from './recording.js';

/** The part of a snapshot serializer that jest calls. */
export interface SnapshotSerializer {
  /** Whether a value is written by this serializer. */
  readonly test: (value: unknown) => boolean;
  /** The text of a value. */
  readonly serialize: (value: unknown) => string;
}

/**
 * Writes a recording so that a snapshot shows the meaning of a change: sorted, names in place of URNs, no ids, no
 * versions, and only what is not usual.
 */
export const recordingSerializer: SnapshotSerializer = {
  test: (value) => value instanceof Recording,
  serialize: (value) => (value instanceof Recording ? recordingText(value) : ''),
};

/** Text of a recording, one block a resource, each below its parent. */
export function recordingText(recording: Recording): string {
  const lines: string[] = [];
  const children = new Map<string, RecordedResource[]>();
  for (const resource of recording.resources) {
    const parent = recording.byReference(resource.parent ?? '') === undefined ? '' : (resource.parent ?? '');
    children.set(parent, [...(children.get(parent) ?? []), resource]);
  }
  const write = (parent: string, indent: string): void => {
    for (const resource of (children.get(parent) ?? []).sort(byName)) {
      lines.push(`${indent}${resource.name} (${resource.type})${flags(resource)}`);
      for (const line of details(resource, recording)) lines.push(`${indent}  ${line}`);
      write(resource.urn, `${indent}  `);
    }
  };
  write('', '');
  return lines.join('\n');
}

function byName(a: RecordedResource, b: RecordedResource): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

function flags({ protect, retainOnDelete }: RecordedResource): string {
  return `${protect ? ' protected' : ''}${retainOnDelete ? ' retained' : ''}`;
}

function details(resource: RecordedResource, recording: Recording): readonly string[] {
  const nameOf = (urn: string): string => recording.byReference(urn)?.name ?? urn.split('::').at(-1) ?? urn;
  const after = resource.dependencies.map(nameOf).sort();
  const goesWith = resource.deletedWith === undefined ? [] : [`goes with ${nameOf(resource.deletedWith)}`];
  const inputs = Object.keys(resource.inputs).filter((key) => resource.custom && !KNOWN.has(key));
  return [
    ...(after.length === 0 ? [] : [`after ${after.join(', ')}`]),
    ...goesWith,
    ...resource.aliases.map((alias) => `was ${aliasText(alias)}`),
    ...(resource.ignoreChanges.length === 0 ? [] : [`ignores ${resource.ignoreChanges.join(', ')}`]),
    ...inputs.sort().map((key) => `${key}: ${JSON.stringify(sorted(resource.inputs[key]))}`),
  ];
}

/** Keys that the type of a Kubernetes object says already. */
const KNOWN: ReadonlySet<string> = new Set(['apiVersion', 'kind']);

function aliasText({ name, type, parent }: RecordedAlias): string {
  const below = parent === undefined ? [] : [`below ${parent.split('::').at(-1) ?? parent}`];
  return [...(name === undefined ? [] : [name]), ...(type === undefined ? [] : [`(${type})`]), ...below].join(' ');
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, child]) => [key, sorted(child)]));
}
