import { rewrittenLabel } from '../../../../lib/analyzer/rules/cross/rewritten-label.js';
import { deployment, doc, findings } from '../../rule-tester.js';

const canary = doc('Canary flagger.app/v1beta1', 'a/web', { spec: { targetRef: { kind: 'Deployment', name: 'web' } } });
const target = canary + deployment('a/web', { app: 'web', 'tenant-mesh.io/workload': 'web' });
const labels = (app: string) => ({ matchLabels: { app } });
const policy = (place: string, app: string) =>
  doc('AuthorizationPolicy security.istio.io/v1', place, { spec: { selector: labels(app) } });
const network = (spec: object) => doc('NetworkPolicy networking.k8s.io/v1', 'a/x', { spec });

describe('rewritten-label', () => {
  it('names the label and the Canary', () => {
    expect(findings(rewrittenLabel, target + policy('a/x', 'web'))).toEqual([
      'TM4701 at test.yaml:6 (AuthorizationPolicy a/x): spec.selector.matchLabels["app"]: it selects `app: web`, which Canary "web" turns into `app: web-primary`. Select a label that canary and primary share, such as `tenant-mesh.io/workload`.',
    ]);
  });

  it.each([
    ['PeerAuthentication security.istio.io/v1', { selector: labels('web') }],
    ['RequestAuthentication security.istio.io/v1', { selector: labels('web') }],
    ['PodDisruptionBudget policy/v1', { selector: labels('web') }],
    ['Service v1', { selector: { app: 'web' } }],
  ])('reads %s', (type, spec) => {
    expect(findings(rewrittenLabel, target + doc(type, 'a/x', { spec }))).toHaveLength(1);
    expect(findings(rewrittenLabel, target + doc(type, 'b/x', { spec }))).toEqual([]);
  });

  it('reads both ends of a NetworkPolicy within the namespace', () => {
    expect(findings(rewrittenLabel, target + network({ podSelector: labels('web') }))).toHaveLength(1);
    const peer = (extra: object) =>
      network({ podSelector: {}, ingress: [{ from: [{ podSelector: labels('web'), ...extra }] }] });
    const named = (name: string) => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } });
    expect(findings(rewrittenLabel, target + peer({}))).toEqual([
      'TM4701 at test.yaml:6 (NetworkPolicy a/x): spec.ingress[0].from[0].podSelector.matchLabels["app"]: it selects `app: web`, which Canary "web" turns into `app: web-primary`. Select a label that canary and primary share, such as `tenant-mesh.io/workload`.',
    ]);
    expect(findings(rewrittenLabel, target + peer(named('a')))).toHaveLength(1);
    expect(findings(rewrittenLabel, target + peer(named('b')))).toEqual([]);
  });

  it('follows the label that Flagger takes, the first of its list', () => {
    const named = canary + deployment('a/web', { 'app.kubernetes.io/name': 'web', component: 'web' });
    const by = (label: string) =>
      doc('PodDisruptionBudget policy/v1', 'a/x', { spec: { selector: { matchLabels: { [label]: 'web' } } } });
    expect(findings(rewrittenLabel, named + by('app.kubernetes.io/name'))).toHaveLength(1);
    expect(findings(rewrittenLabel, named + by('component'))).toEqual([]);
  });

  it('is silent for labels both share, other workloads, no Canary, and where both values are selected', () => {
    const shared = doc('PodDisruptionBudget policy/v1', 'a/x', {
      spec: { selector: { matchLabels: { 'tenant-mesh.io/workload': 'web' } } },
    });
    expect(findings(rewrittenLabel, target + shared)).toEqual([]);
    expect(findings(rewrittenLabel, target + policy('a/x', 'api'))).toEqual([]);
    expect(findings(rewrittenLabel, deployment('a/web', { app: 'web' }) + policy('a/x', 'web'))).toEqual([]);
    expect(findings(rewrittenLabel, target + policy('a/x', 'web') + policy('a/y', 'web-primary'))).toEqual([]);
  });

  it('does not blame what is predicted', () => {
    expect(findings(rewrittenLabel, target)).toEqual([]);
  });
});
