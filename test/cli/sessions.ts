import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { COMMANDS } from '../../lib/cli/program.js';
import { namespace, object, policy, workload } from '../access/manifests.js';
import { clusterTree, configMap } from '../gitops/publish/sandbox.js';
import { runIn, type Ran } from './transcript.js';

const made: string[] = [];
afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true })));

/** Files by path, in a folder of their own. */
function folderOf(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'golden-'));
  made.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const TENANT = (name: string): string => namespace(name, `{istio-injection: enabled, tenant-mesh.io/tenant: ${name}}`);
const allow = (paths: string): string =>
  policy(
    'api',
    'shop',
    `{rules: [{from: [{source: {principals: [cluster.local/ns/shop/sa/web]}}], to: [{operation: {paths: ${paths}}}]}]}`,
  );
const SHOP = [
  TENANT('shop'),
  TENANT('bank'),
  workload('web', 'shop'),
  workload('api', 'shop'),
  workload('teller', 'bank'),
];
const DENY = object('security.istio.io/v1', 'AuthorizationPolicy', 'deny', 'istio-system', '{}');
const yaml = (...objects: readonly string[]): string => objects.join('\n---\n');
const RECORDED = `${JSON.stringify({
  id: 'one',
  rootNamespace: 'istio-system',
  manifests: [],
  requests: [{ id: 'one/1', workload: { namespace: 'shop', labels: { app: 'api' } }, source: {}, port: 80 }],
})}\n`;

const MESH = {
  'old/all.yaml': yaml(...SHOP, DENY, allow('[/orders]')),
  'new/all.yaml': yaml(
    ...SHOP,
    DENY,
    allow('[/orders, /admin]'),
    policy('teller', 'bank', '{rules: [{from: [{source: {namespaces: [shop]}}]}]}'),
  ),
  'broken/all.yaml': 'kind: [',
  'cases.jsonl': RECORDED,
  'no-cases.jsonl': '{}\n',
};

const PATH = 'manifests/prod/apps/tenant-a/configmap_tenant-a_app.yaml';
const distOf = (tree: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(tree).map(([path, text]) => [`dist/${path}`, text]));
const TREE = { ...distOf(clusterTree({ 'tenant-a': '1.0.0' })), 'checkout/README.md': 'ours\n' };

/** A field nobody knows, an object that a rule is about, and one that waives it with a reason. */
const CHECKED = {
  'empty/README.md': 'nothing yet',
  'good/all.yaml': yaml(TENANT('shop'), configMap('shop', 'app', 'one')),
  'bad/service.yaml': object('v1', 'Service', 'api', 'shop', '{selector: {app: api}, ports: [{port: 80}], prots: []}'),
  'bad/secret.yaml':
    '{apiVersion: v1, kind: Secret, metadata: {name: login, namespace: shop}, stringData: {key: open}}',
  'bad/waived.yaml':
    '{apiVersion: v1, kind: Secret, metadata: {name: demo, namespace: shop, annotations: {tenant-mesh.io/waive: TM4601, tenant-mesh.io/waive-reason: "a demo"}}, stringData: {key: open}}',
  'broken/all.yaml': 'kind: [',
};

const kustomization = (name: string, unit: string, rest: string): string =>
  `{apiVersion: kustomize.toolkit.fluxcd.io/v1, kind: Kustomization, metadata: {name: ${name}, namespace: flux-system}, spec: {interval: 1h, prune: true, path: ./manifests/prod/${unit}${rest}, sourceRef: {kind: GitRepository, name: fleet}}}`;
const kustomizationOf = (name: string, path: string): string =>
  `{apiVersion: kustomize.toolkit.fluxcd.io/v1, kind: Kustomization, metadata: {name: ${name}, namespace: flux-system}, spec: {interval: 1h, prune: true, path: ./${path}, sourceRef: {kind: GitRepository, name: flux-system}}}`;
/** The workloads of one tenant wait for its guard rails; those of the other do not. */
const ORDERED = {
  'dist/clusters/prod/all.yaml': yaml(
    kustomization('tenants-shop', 'tenants/shop', ', wait: true'),
    kustomization('apps-shop', 'apps/shop', ', dependsOn: [{name: tenants-shop}]'),
    kustomization('tenants-bank', 'tenants/bank', ', wait: true'),
    kustomization('apps-bank', 'apps/bank', ''),
  ),
  'dist/manifests/prod/tenants/shop/namespace.yaml': TENANT('shop'),
  'dist/manifests/prod/apps/shop/configmap.yaml': configMap('shop', 'app', 'one'),
  'dist/manifests/prod/tenants/bank/namespace.yaml': TENANT('bank'),
  'dist/manifests/prod/apps/bank/configmap.yaml': configMap('bank', 'app', 'one'),
};

/** One tenant, a pool, and what cannot be read or stay. */
const IMPORTED = {
  'repo/clusters/prod/all.yaml': yaml(
    kustomizationOf('apps', 'apps'),
    '{apiVersion: metallb.io/v1beta1, kind: IPAddressPool, metadata: {name: main, namespace: metallb-system}, spec: {addresses: [192.0.2.16/28]}}',
  ),
  'repo/apps/shop.yaml': yaml(
    '{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {istio-injection: enabled}}}',
    '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: shop}, spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: "ghcr.io/example/web:1.0.0", ports: [{containerPort: 8080}]}]}}}}',
    '{apiVersion: v1, kind: Secret, metadata: {name: login, namespace: shop}, stringData: {key: open}}',
  ),
  'repo/apps/broken.yaml': 'kind: [',
  'two/clusters/a/all.yaml': '',
  'two/clusters/b/all.yaml': '',
  'dist/clusters/prod/all.yaml': kustomizationOf('web', 'manifests/prod/web'),
  'dist/manifests/prod/web/web.yaml':
    '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: shop}, spec: {replicas: 2}}',
};

/** Sessions of commands: golden file, files to start from, and commands in order; a function changes files between. */
/** Sessions of the command line: name, files and commands. */
export const SESSIONS: readonly (readonly [
  name: string,
  files: Readonly<Record<string, string>>,
  steps: readonly (readonly string[] | ((root: string) => void))[],
])[] = [
  [
    'access',
    MESH,
    [
      ['access', 'old', '--from', 'shop/web', '--to', 'svc:shop/api:80', '--path', '/orders'],
      ['access', 'old', '--from', 'bank/teller', '--to', 'shop/api:8080', '--path', '/orders'],
      ['access', 'old', '--from', 'bank/teller', '--to', 'shop/api:8080', '--format', 'json'],
      ['access', 'old', '--from', 'shop/wbe', '--to', 'shop/api'],
      ['access', 'old', '--from', 'shop', '--to', 'shop/api'],
      ['access', 'old', '--from', 'shop/web', '--to', 'api'],
      ['access', 'old', '--from', 'shop/web', '--to', 'shop/api', '--token', '{'],
      ['access', 'old', '--from', 'shop/web', '--to', 'shop/api', '--provider', 'sso'],
      ['access', 'old', '--from', 'shop/web', '--to', 'shop/api', '--format', 'yaml'],
      ['access', 'old', '--from', 'shop/web', '--to', 'shop/api', '--verbose'],
      ['access', 'old'],
      ['access', 'nowhere', '--from', 'shop/web', '--to', 'shop/api'],
      ['access', 'broken', '--from', 'shop/web', '--to', 'shop/api'],
    ],
  ],
  [
    'access-cases',
    MESH,
    [
      ['access', 'cases', 'cases.jsonl'],
      ['access', 'cases', 'no-cases.jsonl'],
      ['access', 'cases', 'nowhere.jsonl'],
      ['access', 'cases'],
    ],
  ],
  [
    'access-matrix',
    MESH,
    [
      ['access', 'matrix', 'new'],
      ['access', 'matrix', 'new', '--format', 'json'],
      ['access', 'matrix', 'new', '--format', 'svg'],
      ['access', 'matrix', 'new', '--format', 'pdf'],
      ['access', 'matrix'],
      ['access', 'matrix', 'nowhere'],
    ],
  ],
  [
    'access-diff',
    MESH,
    [
      ['access', 'diff', 'old', 'new'],
      ['access', 'diff', 'old', 'new', '--format', 'json'],
      ['access', 'diff', 'new', 'old'],
      ['access', 'diff', 'old', 'old'],
      ['access', 'diff', 'old', 'old', '--format', 'json'],
      ['access', 'diff', 'old'],
      ['access', 'diff', 'old', 'broken'],
      ['access', 'diff', 'old', 'new', '--format', 'html'],
    ],
  ],
  [
    'check',
    CHECKED,
    [
      ['check', 'good'],
      ['check', 'bad'],
      ['check', 'bad', '--level', 'error'],
      ['check', 'bad', '--format', 'json'],
      ['check', 'bad', '--format', 'sarif'],
      ['check', 'good', 'bad', '--level', 'fatal'],
      ['check', 'bad', '--format', 'xml'],
      ['check'],
      ['check', 'nowhere'],
      ['check', 'empty'],
      ['check', 'bad', '--levle', 'error'],
      ['check', '--help'],
      ['check', 'broken'],
    ],
  ],
  [
    'gitops-order',
    ORDERED,
    [
      ['gitops', 'order', 'dist'],
      ['gitops', 'order', 'dist', '--format', 'json'],
      ['gitops', 'order', 'dist', '--format', 'svg'],
      ['gitops', 'order', 'dist', '--cluster', 'other'],
      ['gitops', 'order', 'dist', '--format', 'dot'],
      ['gitops', 'order'],
      ['gitops', 'order', 'nowhere'],
    ],
  ],
  [
    'import',
    IMPORTED,
    [
      ['import', 'repo'],
      ['import', 'repo', '--format', 'json'],
      ['import', 'repo', '--out', 'program'],
      ['import', 'repo', '--out', 'program'],
      ['import', 'repo', '--compare', 'dist'],
      ['import', 'repo', '--compare', 'dist', '--format', 'json'],
      ['import', 'repo', '--compare', 'nowhere'],
      ['import', 'repo', '--compare', 'dist', '--out', 'program'],
      ['import', 'repo', '--format', 'xml'],
      ['import', 'two'],
      ['import', 'two', '--cluster', 'c', '--format', 'json'],
      ['import', 'nowhere'],
      ['import'],
    ],
  ],
  [
    'publish',
    TREE,
    [
      ['publish', 'dist', 'checkout', '--plan'],
      ['publish', 'dist', 'checkout', '--plan', '--format', 'json'],
      ['publish', 'dist', 'checkout', '--plan', '--format', 'markdown'],
      ['publish', 'dist', 'checkout'],
      ['publish', '--status', 'checkout'],
      ['publish', '--status', 'checkout', '--format', 'json'],
      (root) => writeFileSync(join(root, 'dist', PATH), configMap('tenant-a', 'app', 'two')),
      ['publish', 'dist', 'checkout', '--format', 'json'],
      (root) => writeFileSync(join(root, 'checkout', PATH), 'by hand\n'),
      ['publish', 'dist', 'checkout', '--format', 'json'],
      ['publish', 'dist', 'checkout', '--take', PATH],
      ['publish', 'dist'],
      ['publish', 'dist', 'checkout', '--format', 'markdown'],
      ['publish', 'nowhere', 'checkout'],
    ],
  ],
  ['program', {}, [[], ['--help'], ['acess', 'matrix']]],
];

export function played([, files, steps]: (typeof SESSIONS)[number]): readonly Ran[] {
  const root = folderOf(files);
  return steps.flatMap((step) => {
    if (typeof step !== 'function') return [runIn(root, step)];
    step(root);
    return [];
  });
}

/** The schema of what a command printed as JSON. */
function schemaFor({ command, exit }: Ran): string {
  const [name = '', second = ''] = command;
  if (name === 'publish') {
    if (command.includes('--plan')) return 'publish-plan';
    return command.includes('--status') ? 'publish-status' : exit === 0 ? 'publish' : 'refusal';
  }
  if (name === 'import') return exit === 2 ? 'refusal' : command.includes('--compare') ? 'import-compare' : 'import';
  const words = COMMANDS.some((each) => each.name === `${name} ${second}`) ? [name, second] : [name];
  return words.join('-');
}

export function jsonOutputs(): readonly (readonly [schema: string, value: unknown])[] {
  const runs = SESSIONS.flatMap(played);
  return runs.flatMap((ran): (readonly [string, unknown])[] => {
    if (schemaFor(ran) === 'access-cases') {
      const lines = ran.result.split('\n').filter((line) => line !== '');
      return lines.map((line) => ['access-cases', JSON.parse(line) as unknown]);
    }
    if (!ran.command.includes('json') || ran.result === '') return [];
    return [[schemaFor(ran), JSON.parse(ran.result) as unknown]];
  });
}
