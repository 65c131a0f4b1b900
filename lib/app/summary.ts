import { writeFileSync } from 'node:fs';
import { KEYS } from '../model/index.js';
import { compare, formatFinding, type Finding, type ManifestSet } from '../manifest/index.js';
import type { WriteReport } from './output.js';
import { storageClassesOf } from './storage-classes.js';

/** Environment variable that names a file for the summary as JSON; without it the summary goes to stderr. */
export const SUMMARY_VARIABLE = 'TENANT_MESH_SUMMARY';

/** What one synth did, as data. */
export interface SynthSummary extends WriteReport {
  /** Version of this form. */
  readonly schemaVersion: 1;
  /** What was written for each cluster. */
  readonly clusters: readonly ClusterSummary[];
  /** Plain charts written beside the clusters. */
  readonly charts: number;
  /** Findings below the level of an error, as text. */
  readonly findings: readonly string[];
  /** How long synth took. */
  readonly seconds: number;
}

/** What synth wrote for one cluster. */
export interface ClusterSummary {
  /** Name of the cluster. */
  readonly name: string;
  /** Names of its tenants. */
  readonly tenants: readonly string[];
  /** Number of its units. */
  readonly units: number;
  /** Number of its objects. */
  readonly objects: number;
  /** Number of objects by system, most first. */
  readonly systems: readonly (readonly [system: string, objects: number])[];
  /** Secrets to supply: `namespace/name`. */
  readonly secrets: readonly string[];
  /** StorageClasses that the cluster must have already; an empty name is its default class. */
  readonly storageClasses: readonly string[];
  /** Facts whose values some other tool puts into the ConfigMap `cluster-facts`. */
  readonly facts: readonly string[];
}

/** Puts together what one synth did. */
export function summaryOf(
  sets: readonly { readonly set: ManifestSet; readonly facts: readonly string[] }[],
  findings: readonly Finding[],
  run: WriteReport & { readonly charts: number; readonly seconds: number },
): SynthSummary {
  return {
    schemaVersion: 1,
    clusters: sets.map(({ set, facts }) => clusterSummary(set, facts)),
    findings: findings.map(formatFinding),
    ...run,
  };
}

/** Hands the summary over; quiet where no cluster was written, as stock cdk8s is. */
export function reportSummary(summary: SynthSummary): void {
  const file = process.env[SUMMARY_VARIABLE];
  if (file !== undefined && file !== '') writeFileSync(file, JSON.stringify(summary));
  else if (summary.clusters.length > 0) process.stderr.write(formatSummary(summary));
}

/** The summary for a person. */
export function formatSummary(summary: SynthSummary): string {
  const lines = summary.clusters.flatMap(clusterLines);
  for (const finding of summary.findings) lines.push(`finding  ${finding}`);
  const files = `${count(summary.written, 'file')} written, ${String(summary.unchanged)} unchanged`;
  const removed = summary.removed > 0 ? `, ${String(summary.removed)} removed` : '';
  const findings = count(summary.findings.length, 'finding');
  lines.push(`${files}${removed}, ${findings}, ${summary.seconds.toFixed(2)} s`);
  return `${lines.join('\n')}\n`;
}

function clusterSummary(set: ManifestSet, facts: readonly string[]): ClusterSummary {
  const entries = set.all({ layer: 'written' });
  const systems = new Map<string, number>();
  for (const { id } of entries) systems.set(systemOf(id.group), (systems.get(systemOf(id.group)) ?? 0) + 1);
  const tenants = set.byKind('', 'Namespace').map(({ object }) => object.metadata.labels?.[KEYS.tenant]);
  return {
    name: set.name,
    tenants: [...new Set(tenants.filter((tenant) => tenant !== undefined))].sort(compare),
    units: set.units.length,
    objects: entries.length,
    systems: [...systems].sort(([a, x], [b, y]) => y - x || compare(a, b)),
    secrets: set.secretNeeds.map(({ namespace, name }) => `${namespace}/${name}`),
    storageClasses: storageClassesOf(set),
    facts: [...facts].sort(compare),
  };
}

const SYSTEMS: readonly (readonly [suffix: string, system: string])[] = [
  ['gateway.networking.k8s.io', 'gateway-api'],
  ['istio.io', 'istio'],
  ['cert-manager.io', 'cert-manager'],
  ['toolkit.fluxcd.io', 'flux'],
  ['extensions.fluxcd.io', 'flux'],
  ['flagger.app', 'flagger'],
  ['metallb.io', 'metallb'],
  ['monitoring.coreos.com', 'monitoring'],
];

/** System of a group: that of a group we know by its suffix, Kubernetes for its own groups, else the group itself. */
function systemOf(group: string): string {
  const known = SYSTEMS.find(([suffix]) => group === suffix || group.endsWith(`.${suffix}`));
  if (known !== undefined) return known[1];
  return !group.includes('.') || group.endsWith('.k8s.io') ? 'kubernetes' : group;
}

function clusterLines(cluster: ClusterSummary): string[] {
  const { name, tenants, units, objects, systems, secrets, storageClasses, facts } = cluster;
  const bySystem = systems.map(([system, number]) => `${system} ${String(number)}`).join(', ');
  return [
    name,
    `  tenants  ${tenants.length === 0 ? 'none' : tenants.join(', ')}`,
    `  objects  ${String(objects)} in ${count(units, 'unit')}: ${bySystem}`,
    `  secrets  ${secrets.length === 0 ? 'none to supply' : `supply ${secrets.join(', ')}`}`,
    ...(storageClasses.length === 0 ? [] : [`  volumes  need ${storageClasses.map(classText).join(', ')}`]),
    ...(facts.length === 0 ? [] : [`  facts    supply ${facts.join(', ')} in flux-system/cluster-facts`]),
    '',
  ];
}

function classText(name: string): string {
  return name === '' ? "the cluster's default StorageClass" : `StorageClass ${name}`;
}

function count(number: number, noun: string): string {
  return `${String(number)} ${noun}${number === 1 ? '' : 's'}`;
}
