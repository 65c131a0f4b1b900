import { exposeGateway, type Exposure } from '../../../../constructs/tenancy/secure-gateway/index.js';
import { Target } from '../../../../lib/targets/index.js';
import { refusal } from '../support.js';

const METAL = Target.bareMetal();
const EKS = Target.eks({ region: 'eu-central-1' });
const AUTO = Target.eks({ region: 'eu-central-1', loadBalancers: 'auto-mode' });
const LB = 'service.beta.kubernetes.io/aws-load-balancer-';

interface ProxyConfig {
  readonly gatewayTopology: unknown;
  readonly terminationDrainDuration: string;
}
const proxyConfig = (podAnnotations: Readonly<Record<string, string>>): ProxyConfig =>
  JSON.parse(podAnnotations['proxy.istio.io/config'] ?? '') as ProxyConfig;
const topology = (podAnnotations: Readonly<Record<string, string>>): unknown =>
  proxyConfig(podAnnotations).gatewayTopology;

describe('exposure', () => {
  it.each([
    ['nlb-controller', EKS, 'service.k8s.aws/nlb'],
    ['nlb-auto-mode', AUTO, 'eks.amazonaws.com/nlb'],
  ] as const)('%s turns PROXY protocol on at both ends', (kind, target, loadBalancerClass) => {
    const exposed = exposeGateway('gateway', { kind }, target);
    expect(exposed.serviceSpec).toMatchObject({ type: 'LoadBalancer', loadBalancerClass });
    expect(exposed.serviceAnnotations).toEqual({
      [`${LB}nlb-target-type`]: 'ip',
      [`${LB}scheme`]: 'internet-facing',
      [`${LB}attributes`]: 'load_balancing.cross_zone.enabled=true',
      [`${LB}target-group-attributes`]: 'proxy_protocol_v2.enabled=true',
      [`${LB}healthcheck-protocol`]: 'TCP',
      [`${LB}healthcheck-port`]: '15021',
    });
    expect(topology(exposed.podAnnotations)).toEqual({ numTrustedProxies: 0, proxyProtocol: {} });
  });

  it.each([
    ['nlb-controller', EKS],
    ['nlb-auto-mode', AUTO],
  ] as const)('%s preserves client addresses without PROXY protocol at either end', (kind, target) => {
    const exposure: Exposure = { kind, clientAddress: 'preserve', sourceRanges: ['192.0.2.0/24'], scheme: 'internal' };
    const exposed = exposeGateway('gateway', exposure, target);
    expect(exposed.serviceSpec).toMatchObject({ loadBalancerSourceRanges: ['192.0.2.0/24'] });
    expect(exposed.serviceAnnotations).toMatchObject({
      [`${LB}scheme`]: 'internal',
      [`${LB}target-group-attributes`]: 'preserve_client_ip.enabled=true',
      [`${LB}healthcheck-protocol`]: 'HTTP',
      [`${LB}healthcheck-port`]: '15021',
      [`${LB}healthcheck-path`]: '/healthz/ready',
    });
    expect(topology(exposed.podAnnotations)).toEqual({ numTrustedProxies: 0 });
  });

  it('metallb asks for its pool and keeps client addresses', () => {
    const exposed = exposeGateway(
      'gateway',
      { kind: 'metallb', pool: 'shared', addresses: ['192.0.2.10', '2001:db8::1'] },
      METAL,
    );
    expect(exposed.serviceAnnotations).toEqual({
      'metallb.io/address-pool': 'shared',
      'metallb.io/loadBalancerIPs': '192.0.2.10,2001:db8::1',
    });
    expect(exposed.serviceSpec).toMatchObject({ type: 'LoadBalancer', externalTrafficPolicy: 'Local' });
    expect(exposed.serviceSpec['loadBalancerClass']).toBeUndefined();
    expect(topology(exposed.podAnnotations)).toEqual({ numTrustedProxies: 0 });
  });

  it('node-port opens two ports of each node and trusts a PROXY header only when told', () => {
    const plain = exposeGateway('gateway', { kind: 'node-port', http: 30080, https: 30443 }, EKS);
    expect(plain.serviceSpec).toMatchObject({
      type: 'NodePort',
      ports: [
        { port: 80, nodePort: 30080 },
        { port: 443, nodePort: 30443 },
      ],
    });
    expect(topology(plain.podAnnotations)).not.toHaveProperty('proxyProtocol');
    const proxied: Exposure = { kind: 'node-port', http: 30080, https: 30443, clientAddress: 'proxy-protocol' };
    expect(topology(exposeGateway('gateway', proxied, METAL).podAnnotations)).toHaveProperty('proxyProtocol', {});
  });

  it.each([
    ['nlb-controller', EKS, { 'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled' }],
    ['nlb-auto-mode', AUTO, { 'eks.amazonaws.com/pod-readiness-gate-inject': 'enabled' }],
  ] as const)('%s ends an old pod once the load balancer sends to the new one', (kind, target, labels) => {
    const exposed = exposeGateway('gateway', { kind }, target);
    expect(exposed.namespaceLabels).toEqual(labels);
    expect(proxyConfig(exposed.podAnnotations).terminationDrainDuration).toBe('120s');
    expect(exposed.drainSeconds).toBe(120);
  });

  it('metallb asks nothing of the namespace, and drains until the nodes have heard of it', () => {
    const exposed = exposeGateway('gateway', { kind: 'metallb', pool: 'shared' }, METAL);
    expect(exposed.namespaceLabels).toEqual({});
    expect(proxyConfig(exposed.podAnnotations).terminationDrainDuration).toBe(`${exposed.drainSeconds}s`);
    expect(exposed.drainSeconds).toBeGreaterThan(5);
  });

  it.each<[Exposure, Target]>([
    [{ kind: 'metallb', pool: 'p' }, METAL],
    [{ kind: 'nlb-controller' }, EKS],
    [{ kind: 'nlb-auto-mode' }, AUTO],
    [{ kind: 'node-port', http: 30080, https: 30443 }, METAL],
  ])('%j publishes 80 and 443 and nothing else', (exposure, target) => {
    const { ports } = exposeGateway('gateway', exposure, target).serviceSpec;
    expect(ports).toEqual([expect.objectContaining({ port: 80 }), expect.objectContaining({ port: 443 })]);
  });

  it.each<[Exposure, Target, string]>([
    [
      { kind: 'metallb', pool: 'p' },
      EKS,
      'TM2008 at gateway: exposure.kind: MetalLB does not work on AWS (got "metallb"). Write kind "nlb-controller" or "node-port".',
    ],
    [
      { kind: 'metallb', pool: 'p' },
      AUTO,
      'TM2008 at gateway: exposure.kind: MetalLB does not work on AWS (got "metallb"). Write kind "nlb-auto-mode" or "node-port".',
    ],
    [
      { kind: 'nlb-controller' },
      METAL,
      'TM2008 at gateway: exposure.kind: nothing on bare metal makes a Network Load Balancer (got "nlb-controller"). Write kind "metallb" or "node-port".',
    ],
    [
      { kind: 'nlb-auto-mode' },
      METAL,
      'TM2008 at gateway: exposure.kind: nothing on bare metal makes a Network Load Balancer (got "nlb-auto-mode"). Write kind "metallb" or "node-port".',
    ],
    [
      { kind: 'nlb-auto-mode' },
      EKS,
      'TM2008 at gateway: exposure.kind: the load balancers of this cluster are made by the AWS load balancer controller (got "nlb-auto-mode"). Write kind "nlb-controller".',
    ],
    [
      { kind: 'nlb-controller' },
      AUTO,
      'TM2008 at gateway: exposure.kind: the load balancers of this cluster are made by EKS Auto Mode (got "nlb-controller"). Write kind "nlb-auto-mode".',
    ],
    [
      { kind: 'nlb-controller', sourceRanges: ['192.0.2.0/24'] },
      EKS,
      'TM1405 at gateway: exposure.sourceRanges: the client address is not in the packets, so the ranges would be ignored or match the wrong address (got ["192.0.2.0/24"]). To use them, write `clientAddress: "preserve"`.',
    ],
    [
      { kind: 'metallb', pool: 'p', externalTrafficPolicy: 'Cluster', sourceRanges: ['192.0.2.0/24'] },
      METAL,
      'TM1405 at gateway: exposure.sourceRanges: the client address is not in the packets, so the ranges would be ignored or match the wrong address (got ["192.0.2.0/24"]). To use them, leave out `externalTrafficPolicy`.',
    ],
    [
      { kind: 'metallb', pool: 'p', addresses: ['192.0.2.1', '192.0.2.2'] },
      METAL,
      'TM1413 at gateway: exposure.addresses: MetalLB takes single addresses, at most one of each family (got ["192.0.2.1","192.0.2.2"]). Write for instance ["192.0.2.10"].',
    ],
    [
      { kind: 'node-port', http: 8080, https: 30443 },
      METAL,
      'TM1406 at gateway: exposure.http: node ports lie between 30000 and 32767 (got 8080). Write a port of that range.',
    ],
    [
      { kind: 'node-port', http: 30443, https: 30443 },
      METAL,
      'TM1406 at gateway: exposure.https: HTTP has this node port already (got 30443). Write another port.',
    ],
  ])('refuses %j on %j', (exposure, target, message) => {
    expect(refusal(() => exposeGateway('gateway', exposure, target))).toBe(message);
  });
});
