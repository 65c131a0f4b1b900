import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkManifests } from '../../lib/app/index.js';
import { formatFinding, loadManifests } from '../../lib/manifest/index.js';

const folder = mkdtempSync(join(tmpdir(), 'check-manifests-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What is found in these documents, without the remedy, which the tests of the rules hold. */
function found(...documents: readonly string[]): readonly string[] {
  writeFileSync(join(folder, 'all.yaml'), documents.join('\n---\n'));
  return checkManifests(loadManifests(folder, { name: 'prod' })).map(
    (finding) => `${finding.code} ${formatFinding(finding).replace(/^.*? \((.*?)\. .*$/, '$1')}`,
  );
}

const unit = (source: string): string =>
  `{apiVersion: kustomize.toolkit.fluxcd.io/v1, kind: Kustomization, metadata: {name: apps, namespace: flux-system}, spec: {interval: 10m, prune: true, path: ./apps, serviceAccountName: flux, sourceRef: {kind: GitRepository, name: ${source}}}}`;
const policy = (namespace: string, app: string): string =>
  `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: ${app}, namespace: ${namespace}}, spec: {podSelector: {matchLabels: {app: ${app}}}}}`;
const release = (chart: string, namespace: string): string =>
  `{apiVersion: helm.toolkit.fluxcd.io/v2, kind: HelmRelease, metadata: {name: ${chart}, namespace: flux-system}, spec: {interval: 10m, releaseName: ${chart}, serviceAccountName: flux, targetNamespace: ${namespace}, chart: {spec: {chart: ${chart}, sourceRef: {kind: HelmRepository, name: charts}}}}}`;
const SOURCE =
  '{apiVersion: source.toolkit.fluxcd.io/v1, kind: HelmRepository, metadata: {name: charts, namespace: flux-system}, spec: {url: "https://charts.example.com"}}';
const WEB =
  '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: shop}, spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: "ghcr.io/example/web:1.0.0"}]}}}}';

describe('the check of manifests that nobody made here', () => {
  it('takes the source that flux bootstrap makes as there, and no other', () => {
    expect(found(unit('flux-system'))).toEqual([]);
    expect(found(unit('fleet'))).toEqual([
      'TM4301 Kustomization flux-system/apps): spec.sourceRef: there is no GitRepository flux-system/fleet',
    ]);
  });

  it('sees the pods of the charts that it knows', () => {
    const tree = [SOURCE, release('loadtester', 'shop'), WEB];
    expect(found(...tree, policy('shop', 'loadtester'))).toEqual([]);
    expect(found(...tree, policy('shop', 'lodtester'))).toEqual([
      'TM4603 NetworkPolicy shop/lodtester): spec.podSelector: it selects no pod of namespace "shop"',
    ]);
  });

  it('is silent about a namespace whose pods all come from charts', () => {
    const tree = [SOURCE, release('kube-prometheus-stack', 'monitoring')];
    expect(found(...tree, policy('monitoring', 'alertmanager'))).toEqual([]);
  });
});
