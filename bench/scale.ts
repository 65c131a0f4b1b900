import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Cluster, MeshApp, Platform, Target, type ClusterScale } from '../lib/index.js';
import { documentText, type ManifestSet } from '../lib/manifest/index.js';
import { behindSharedGateway } from '../stacks/metal-prod.js';
import { addTenant } from '../stacks/tenants.js';

/** Prints what the tree of some number of reference tenants holds: `node --import tsx bench/scale.ts 100`. */
const TENANTS = Number(process.argv[2] ?? 100);

const PLACES = ['north', 'south', 'east', 'west'] as const;
const SCALE: ClusterScale = {
  roots: PLACES,
  parts: { 'infrastructure/configs': PLACES, 'infrastructure/trust': PLACES },
};

const outdir = mkdtempSync(join(tmpdir(), 'mesh-scale-'));
try {
  process.stdout.write(`${JSON.stringify(measure(outdir), undefined, 2)}\n`);
} finally {
  rmSync(outdir, { recursive: true, force: true });
}

function measure(directory: string) {
  const started = performance.now();
  const app = new MeshApp({ outdir: join(directory, 'dist') });
  const cluster = new Cluster(app, 'scale', {
    target: Target.bareMetal({ addresses: { apiServer: ['192.0.2.0/29'], nodes: ['192.0.2.0/28'] } }),
    repository: { url: 'ssh://git@git.example.com/platform/fleet.git', branch: 'main' },
    scale: SCALE,
  });
  const platform = new Platform(cluster, 'platform', {
    root: { kind: 'imported' },
    gatewayIssuer: { kind: 'ca-secret' },
    metallb: { addresses: ['192.0.2.16/28'] },
    kubelets: 'unverified',
    flux: { imageAutomation: { branch: 'main' } },
  });
  for (let at = 0; at < TENANTS; at++) {
    const name = `tenant-${String(at)}`;
    addTenant(cluster, platform, name, behindSharedGateway(name));
  }
  const [set] = app.manifests();
  if (set === undefined) throw new Error('There is one cluster.');
  const built = performance.now();
  app.synth();
  const seconds = { built: round(built - started), synth: round(performance.now() - built) };
  return { tenants: TENANTS, ...countsOf(set), seconds, peakMb: Math.round(process.resourceUsage().maxRSS / 1024) };
}

/** Objects by what reconciles them, the units that grow, and the objects that grow. */
function countsOf(set: ManifestSet) {
  const written = set.all({ layer: 'written' });
  const of = (kind: string) => written.filter(({ id }) => id.kind === kind).length;
  const units = set.units.map(({ path }) => [path, set.inUnit(path).length] as const);
  const texts = written
    .filter(({ id }) => id.kind !== 'CustomResourceDefinition')
    .map(({ object, id }) => [`${id.kind} ${id.name}`, documentText(object).length] as const);
  return {
    objects: written.length,
    kustomizations: of('Kustomization'),
    helmReleases: of('HelmRelease'),
    helmRepositories: of('HelmRepository'),
    imageRepositories: of('ImageRepository'),
    largestUnits: Object.fromEntries(largest(units)),
    largestObjects: Object.fromEntries(largest(texts)),
  };
}

function largest(rows: readonly (readonly [name: string, size: number])[]) {
  return [...rows].sort(([, a], [, b]) => b - a).slice(0, 6);
}

function round(ms: number): number {
  return Math.round(ms / 100) / 10;
}
