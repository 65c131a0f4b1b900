import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MeshApp, MeshError } from 'tenant-mesh';
import { addMatchers } from 'tenant-mesh/testing';
import { adopt, compareAdoption, formatAdoption, formatComparison, type Verdict } from '../../lib/adopt/index.js';
import { quietly } from '../stacks/trees.js';
import { addCluster } from './golden/fleet/cluster.js';
import { decided, expectFiles } from './program.js';

addMatchers(expect);

const FLEET = join(__dirname, 'fixtures/fleet');
const adoption = adopt(FLEET);

function verdict(object: string): Verdict | undefined {
  const [kind, namespace, name] = object.split('/');
  const found = adoption.objects.find(
    ({ found: { id } }) => id.kind === kind && id.namespace === namespace && id.name === name,
  );
  return found?.verdict;
}

describe('the import of a repository that people wrote', () => {
  it('says what becomes of each object, and what it could not read', () => {
    expectFiles('.', new Map([['fleet.txt', formatAdoption(adoption)]]));
  });

  it('writes a program, which the type check and the lint of this project see as well', () => {
    expectFiles('fleet', decided(adoption));
    expectFiles('undecided', new Map([['choices.ts', adoption.files.get('choices.ts') ?? '']]));
  });

  it('follows patches, images and variables to the cluster', () => {
    const tenant = adoption.files.get('tenants/shop.ts');
    expect(tenant).toContain("tag: '2.4.1'");
    expect(tenant).toContain('max: 12,');
    expect(tenant).toContain("scaling: { kind: 'fixed', replicas: 3 }");
    expect(adoption.files.get('cluster.ts')).toContain("email: 'platform@example.net'");
  });

  it.each([
    ['Deployment/billing/printer', 'privileged'],
    ['Secret/billing/database', 'in clear'],
    ['AuthorizationPolicy/shop/partners', 'opens a door'],
    ['PeerAuthentication/istio-system/default', 'PERMISSIVE'],
    ['Gateway/istio-system/public', '*.example.net'],
    ['HelmRelease/istio-system/istiod', 'would fight'],
  ])('finds %s in the way', (object, why) => {
    expect(verdict(object)).toMatchObject({ kind: 'in-the-way', why: expect.stringContaining(why) as string });
  });

  it('names what it could not read by file and line', () => {
    expect(adoption.reading.unread.map(({ file, line, why }) => `${file}:${String(line)} ${why}`)).toEqual([
      'apps/base/billing/kustomization.yaml:1 secretGenerator makes smtp, which kustomize alone can name',
      'apps/production/broken.yaml:5 a map holds one key twice',
      'apps/production/kustomization.yaml:1 https://example.net/manifests/remote.yaml is not in this repository',
      'clusters/production/apps.yaml:27 Kustomization bank takes GitRepository bank, which is not this repository',
    ]);
    expect(adoption.reading.unreached).toEqual(['apps/staging/old.yaml']);
  });

  it('writes a program that refuses until each choice is made, and names them all', () => {
    const load = (): unknown => jest.requireActual('./golden/undecided/choices.js');
    expect(load).toThrow(MeshError);
    for (const { name, what } of adoption.choices) {
      expect(load).toThrow(`TM5403 at choices.ts: ${name}: ${what.replace(/\.$/, '')}`);
    }
  });

  it('writes a program whose tree has no findings, and says what that tree changes', () => {
    const outdir = mkdtempSync(join(tmpdir(), 'tenant-mesh-adopt-'));
    try {
      const app = new MeshApp({ outdir });
      addCluster(app);
      for (const set of app.manifests()) expect(set).toHaveNoFindings();
      quietly(() => {
        app.synth();
      });
      const comparison = compareAdoption(adoption, outdir);
      expect(comparison.doubled).toEqual(['PeerAuthentication istio-system/default']);
      expect(comparison.changed.map(({ object }) => object)).toContain('Deployment shop/web');
      expect(comparison.added).toContain('HelmRelease flux-system/istiod');
      expect(formatComparison(comparison)).toContain(
        'spec.template.metadata.labels."tenant-mesh.io/workload": (none) -> "web"',
      );
    } finally {
      rmSync(outdir, { recursive: true });
    }
  });
});
