import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { Cluster, MeshApp, type ClusterProps, type MeshAppProps } from '../../lib/app/index.js';
import { KEYS, markUnit } from '../../lib/model/index.js';
import { Target } from '../../lib/targets/index.js';

/** An app with one cluster in a directory of its own. */
export class Program {
  readonly app: MeshApp;
  readonly cluster: Cluster;
  readonly outdir: string;

  constructor(props: Partial<ClusterProps> = {}, app: MeshAppProps = {}) {
    this.outdir = mkdtempSync(join(tmpdir(), 'mesh-flow-'));
    made.push(this.outdir);
    this.app = new MeshApp({ outdir: join(this.outdir, 'dist'), ...app });
    this.cluster = new Cluster(this.app, 'metal-prod', {
      target: Target.bareMetal(),
      repository: { url: 'ssh://git@git.example.com/fleet.git', branch: 'main' },
      ...props,
    });
  }

  /** A construct below the cluster. */
  group(id: string): Construct {
    return new Construct(this.cluster, id);
  }

  /** Files below the output directory, by path. */
  synth(): Record<string, string> {
    this.app.synth();
    return filesBelow(this.app.outdir);
  }
}

const made: string[] = [];

/** Removes what programs wrote. */
export function removePrograms(): void {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
}

/** Text of every file below a directory, by path. */
export function filesBelow(directory: string): Record<string, string> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return Object.fromEntries(
    files.map((file) => [relative(directory, file).split(sep).join('/'), readFileSync(file, 'utf8')]),
  );
}

/** A ConfigMap in namespace `tenant-a`. */
export function configMap(scope: Construct, id: string, data: Record<string, string> = {}, name = id): ApiObject {
  return new ApiObject(scope, id, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'tenant-a' },
    data,
  });
}

/** A Namespace. */
export function namespace(scope: Construct, name: string, labels: Record<string, string> = {}): ApiObject {
  return new ApiObject(scope, `namespace-${name}`, { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
}

/** Two units: one with the namespace of a tenant, and one with a ConfigMap in it. */
export function twoUnits(program: Program): { readonly crds: Construct; readonly tenant: Construct } {
  const crds = program.group('crds');
  markUnit(crds, { path: 'infrastructure/crds' });
  namespace(crds, 'tenant-a', { [KEYS.tenant]: 'tenant-a' });
  const tenant = program.group('tenant');
  markUnit(tenant, { path: 'tenants/tenant-a', dependsOn: ['infrastructure/crds'], timeout: '10m' });
  configMap(tenant, 'settings', { greeting: 'hello' });
  return { crds, tenant };
}

export { refusal } from '../refusal.js';
