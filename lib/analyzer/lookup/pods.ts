import type { JsonObject } from '../../model/index.js';
import type { ManifestEntry } from '../../manifest/index.js';
import { field, type RuleContext } from '../context.js';
import { at, isJsonObject, stringMap } from '../read.js';
import { groupBy } from './group.js';

/** Kinds that make pods, and where in them the pod stands. */
const POD_PATHS = {
  'CronJob.batch': ['spec', 'jobTemplate', 'spec', 'template'],
  'DaemonSet.apps': ['spec', 'template'],
  'Deployment.apps': ['spec', 'template'],
  'Job.batch': ['spec', 'template'],
  Pod: [],
  'StatefulSet.apps': ['spec', 'template'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Kinds that {@link Pods} reads. */
export const POD_KINDS: readonly string[] = Object.keys(POD_PATHS);

/** Pods as one object makes them. */
export interface PodTemplate {
  readonly entry: ManifestEntry;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: JsonObject;
}

/** Every pod template of a set, by namespace and label. */
export class Pods {
  private readonly byNamespace: ReadonlyMap<string, readonly PodTemplate[]>;
  private readonly byLabel = new Map<string, PodTemplate[]>();
  private readonly templates: readonly PodTemplate[];

  constructor(context: RuleContext) {
    this.templates = Object.entries(POD_PATHS).flatMap(([kind, path]) =>
      context.all(kind).map((entry) => templateOf(entry, path)),
    );
    this.byNamespace = groupBy(this.templates, ({ namespace }) => namespace);
    for (const template of this.templates) this.index(template);
  }

  /** Templates of a namespace. */
  in(namespace: string): readonly PodTemplate[] {
    return this.byNamespace.get(namespace) ?? [];
  }

  /** Templates that bear all labels, of one namespace or of all; those without a label asked for are all. */
  with(labels: Readonly<Record<string, string>>, namespace?: string): readonly PodTemplate[] {
    const pairs = Object.entries(labels);
    const start = namespace === undefined ? this.templates : this.in(namespace);
    const narrow = pairs
      .map(([key, value]) => this.byLabel.get(labelKey(key, value, namespace)) ?? [])
      .reduce((least, each) => (each.length < least.length ? each : least), start);
    return narrow.filter((template) => pairs.every(([key, value]) => template.labels[key] === value));
  }

  private index(template: PodTemplate): void {
    for (const [key, value] of Object.entries(template.labels)) {
      for (const label of [labelKey(key, value), labelKey(key, value, template.namespace)]) {
        const group = this.byLabel.get(label);
        if (group === undefined) this.byLabel.set(label, [template]);
        else group.push(template);
      }
    }
  }
}

function labelKey(key: string, value: string, namespace?: string): string {
  return `${namespace ?? '*'}/${key}=${value}`;
}

function templateOf(entry: ManifestEntry, path: readonly string[]): PodTemplate {
  const pod = field(entry, ...path);
  const spec = at(pod, 'spec');
  return {
    entry,
    namespace: entry.id.namespace,
    labels: stringMap(at(pod, 'metadata', 'labels')),
    spec: isJsonObject(spec) ? spec : {},
  };
}
