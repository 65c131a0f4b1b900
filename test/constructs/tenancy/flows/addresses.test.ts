import { flowPolicies, type FlowSite } from '../../../../constructs/tenancy/flows/index.js';

const platform = (namespace: string): FlowSite => ({ namespace, role: 'platform', mesh: 'none', target: 'eks' });

describe('flows to and from what is no pod, and of pods in a namespace that is not ours', () => {
  it('lets controllers out to the addresses of the API server alone, and says that no pod is there', () => {
    const addresses = { apiServer: ['192.0.2.0/29', '10.96.0.1/32'], nodes: ['192.0.2.0/28'] };
    const site = { ...platform('istio-system'), addresses };
    const made = flowPolicies(site).find(({ name }) => name === 'api-server-istiod-out');
    expect(made?.spec.egress?.[0]?.to).toEqual([
      { ipBlock: { cidr: '192.0.2.0/29' } },
      { ipBlock: { cidr: '10.96.0.1/32' } },
    ]);
    expect(made?.podless).toBe('control-plane');
    const nodes = flowPolicies({ ...platform('monitoring'), addresses }).find(
      ({ name }) => name === 'metrics-nodes-out',
    );
    expect(nodes).toMatchObject({
      podless: 'nodes',
      spec: { egress: [{ to: [{ ipBlock: { cidr: '192.0.2.0/28' } }] }] },
    });
  });

  it('opens the ports alone where nobody says where the API server and the nodes are', () => {
    const made = flowPolicies(platform('monitoring')).filter(({ name }) => /^(api-server|metrics-nodes)/.test(name));
    expect(made).toHaveLength(2);
    for (const { spec, podless } of made) expect([spec.egress?.[0]?.to, podless]).toEqual([undefined, undefined]);
  });

  it('selects the pods of one piece alone in a namespace that is not ours', () => {
    const made = flowPolicies({ ...platform('kube-system'), only: 'metrics-server' });
    expect(made.map(({ name }) => name)).toEqual([
      'metrics-server-dns-out',
      'metrics-server-dns-node-local-out',
      'metrics-server-pod-identity-out',
      'metrics-api-in',
      'api-server-metrics-server-out',
      'kubelets-out',
    ]);
    for (const { spec } of made) {
      expect(spec.podSelector).toEqual({ matchLabels: { 'app.kubernetes.io/name': 'metrics-server' } });
    }
  });
});
