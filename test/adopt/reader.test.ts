import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { adopt, type Adoption } from '../../lib/adopt/index.js';
import { refusal } from '../refusal.js';

const FLEET = join(__dirname, 'fixtures/fleet');
const SHOP = readFileSync(join(FLEET, 'apps/base/shop/web.yaml'), 'utf8');

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tenant-mesh-reader-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

/** Reads a repository of these files, which lie below the entry of cluster `c` unless they name another place. */
function read(files: Readonly<Record<string, string>>): Adoption {
  rmSync(join(root, 'r'), { recursive: true, force: true });
  mkdirSync(join(root, 'r/clusters/c'), { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    const file = join(root, 'r', path.startsWith('/') ? path.slice(1) : `clusters/c/${path}`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return adopt(join(root, 'r'));
}

const unread = (files: Readonly<Record<string, string>>): readonly string[] =>
  read(files).reading.unread.map(({ file, line, why }) => `${file}:${String(line)} ${why}`);

const KIND = fc.constantFrom(
  ...['Namespace', 'Deployment', 'Service', 'Canary', 'VirtualService', 'HTTPRoute', 'Gateway', 'Kustomization'],
  ...['HelmRelease', 'AuthorizationPolicy', 'RequestAuthentication', 'IPAddressPool', 'ClusterIssuer', 'Certificate'],
  ...['HorizontalPodAutoscaler', 'ResourceQuota', 'LimitRange', 'Secret', 'RoleBinding', 'ImagePolicy', 'Sidecar'],
);
const GROUP = fc.constantFrom(
  ...['v1', 'apps/v1', 'networking.istio.io/v1', 'security.istio.io/v1', 'metallb.io/v1beta1', 'flagger.app/v1beta1'],
  ...['kustomize.toolkit.fluxcd.io/v1', 'helm.toolkit.fluxcd.io/v2', 'cert-manager.io/v1'],
);
/** Words that readers look for, so that random data is read and not only skipped. */
const WORD = fc.constantFrom(
  ...['spec', 'template', 'containers', 'name', 'image', 'ports', 'rules', 'http', 'route', 'hosts', 'gateways'],
  ...['from', 'source', 'principals', 'selector', 'matchLabels', 'metadata', 'labels', 'addresses', 'acme', 'solvers'],
  ...['analysis', 'metrics', 'webhooks', 'service', 'targetRef', 'values', 'chart', 'patches', 'resources', 'hard'],
);
const VALUE = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 6 },
    fc.oneof(WORD, fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(WORD, tie('value'), { maxKeys: 4 }),
  ),
})).value;
const OBJECT = fc.record({
  apiVersion: GROUP,
  kind: KIND,
  metadata: fc.oneof(
    fc.record({
      name: fc.constantFrom('a', 'shop', '__proto__', 'constructor'),
      namespace: fc.constantFrom('shop', 'a'),
    }),
    VALUE,
  ),
  spec: VALUE,
});
const MESHED = '{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {istio-injection: enabled}}}';

describe('the reader', () => {
  it('never throws on any text, and names each file that it could not read', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { reading } = read({ 'a.yaml': text });
        expect(reading.objects.length + reading.unread.length).toBeLessThanOrEqual(Math.max(1, text.length));
      }),
      { numRuns: 60 },
    );
  });

  it('never throws on objects of the kinds it knows, whatever they hold', () => {
    fc.assert(
      fc.property(fc.array(OBJECT, { maxLength: 6 }), (objects) => {
        const text = [MESHED, ...objects.map((object) => JSON.stringify(object))].join('\n---\n');
        const { objects: found, reading } = read({ 'a.yaml': text });
        expect(found.length + reading.unread.length).toBeGreaterThan(0);
      }),
      { numRuns: 150 },
    );
  });

  it('never throws on any kustomization', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.oneof(WORD, fc.constantFrom('images', 'bases', 'components', 'labels')), VALUE),
        (file) => {
          read({ 'kustomization.yaml': JSON.stringify(file), 'a.yaml': MESHED });
        },
      ),
      { numRuns: 80 },
    );
  });

  it('never throws on a manifest that lost lines', () => {
    const lines = SHOP.split('\n');
    fc.assert(
      fc.property(fc.subarray(lines, { minLength: 20 }), (kept) => {
        read({ 'ns.yaml': MESHED, 'web.yaml': kept.join('\n') });
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['a list that holds itself', 'a.yaml', 'a: &a [*a]', /^clusters\/c\/a.yaml:1 /],
    ['a key twice', 'a.yaml', 'kind: A\nkind: B', /^clusters\/c\/a.yaml:2 a map holds one key twice$/],
    ['no object', 'a.yaml', '- 1', /^clusters\/c\/a.yaml:1 the document is no object$/],
    ['a kustomization that is no map', 'kustomization.yaml', '- 1', /kustomization.yaml:1 the file is no map$/],
    ['a resource that is not there', 'kustomization.yaml', 'resources: [b.yaml]', /:1 b.yaml is not there$/],
    ['a way out', 'kustomization.yaml', 'resources: [../../../etc]', /leads out of the repository$/],
    ['a circle', 'kustomization.yaml', 'resources: [../c]', /is a resource of itself$/],
    ['a patch that is not there', 'kustomization.yaml', 'patches: [{path: p.yaml}]', /the patch p.yaml is not there$/],
  ])('names %s', (_, file, text, message) => {
    expect(unread({ [file]: text })).toEqual([expect.stringMatching(message)]);
  });

  it('leaves what it cannot know for certain, and says why', () => {
    const { objects } = read({
      'kustomization.yaml': 'namePrefix: blue-\nresources: [a.yaml]',
      'a.yaml': MESHED,
    });
    expect(objects.map(({ verdict }) => verdict)).toEqual([
      { kind: 'left', why: 'it is not exactly known: clusters/c/kustomization.yaml uses namePrefix' },
    ]);
  });

  it('takes values that only the cluster knows for unknown', () => {
    const flux =
      '{apiVersion: kustomize.toolkit.fluxcd.io/v1, kind: Kustomization, metadata: {name: a, namespace: flux-system}, spec: {path: apps, sourceRef: {kind: GitRepository, name: flux-system}, postBuild: {substituteFrom: [{kind: Secret, name: s}]}}}';
    const pool =
      '{apiVersion: metallb.io/v1beta1, kind: IPAddressPool, metadata: {name: p, namespace: metallb-system}, spec: {addresses: ["${range}"]}}';
    const { objects } = read({ 'a.yaml': flux, '/apps/pool.yaml': pool });
    expect(objects.map(({ verdict }) => verdict)).toContainEqual({
      kind: 'left',
      why: 'it is not exactly known: variables from the cluster: range',
    });
  });

  it('follows no symbolic link', () => {
    read({ 'a.yaml': MESHED });
    symlinkSync('/etc', join(root, 'r/clusters/c/etc'));
    expect(adopt(join(root, 'r')).objects).toHaveLength(1);
  });

  it('refuses a folder that is none, and a repository in which no cluster is clear', () => {
    expect(refusal(() => adopt(join(root, 'none')))).toContain('the repository is not there, or is no folder');
    mkdirSync(join(root, 'empty'));
    expect(refusal(() => adopt(join(root, 'empty')))).toContain('there is no folder clusters/<name> to begin with');
    for (const name of ['a', 'b']) mkdirSync(join(root, 'two/clusters', name), { recursive: true });
    expect(refusal(() => adopt(join(root, 'two')))).toContain('Name one of: a, b.');
    expect(refusal(() => adopt(join(root, 'two'), 'c'))).toContain('which cluster is meant is not clear (got "c")');
  });
});
