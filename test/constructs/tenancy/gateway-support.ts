import { Chart, Testing } from 'cdk8s';
import { MeshNamespace } from '../../../constructs/tenancy/mesh-namespace/index.js';
import { SecureGateway, type SecureGatewayProps } from '../../../constructs/tenancy/secure-gateway/index.js';
import type { WorkloadPort } from '../../../constructs/tenancy/contracts.js';
import { Target } from '../../../lib/targets/index.js';

/** A chart with a gateway namespace and a tenant's. */
export function gatewayChart(props: Partial<SecureGatewayProps> = {}) {
  const chart = new Chart(Testing.app(), 'test');
  const target = props.target ?? Target.bareMetal();
  const namespace = new MeshNamespace(chart, 'ingress', { name: 'istio-ingress', role: 'gateway', target });
  const tenant = new MeshNamespace(chart, 'tenant-a', { name: 'tenant-a', target });
  const other = new MeshNamespace(chart, 'tenant-b', { name: 'tenant-b', target });
  const gateway = new SecureGateway(chart, 'gateway', {
    name: 'shared',
    namespace,
    exposure: { kind: 'metallb', pool: 'shared' },
    issuerRef: { kind: 'ClusterIssuer', name: 'public' },
    target,
    ...props,
  });
  return { chart, namespace, tenant, other, gateway };
}

/** A workload as a route knows it. */
export function workloadOf(namespace: string, ports: readonly Partial<WorkloadPort>[] = [{}]) {
  const defaults: WorkloadPort = { name: 'http', port: 80, targetPort: 8501, appProtocol: 'http' };
  return { name: 'app-ui', namespace, ports: ports.map((port) => ({ ...defaults, ...port })) };
}

/** The host that tests serve. */
export const HOST = 'tenant-a.example.com';

/** A token of its tenant. */
export const JWT = {
  kind: 'jwt',
  issuer: 'https://issuer.example.com',
  claims: { 'custom:tenantid': ['tenant-a'] },
} as const;

/** A gateway that serves the host. */
export function servedChart() {
  const built = gatewayChart();
  built.gateway.addHost({ host: HOST, namespace: built.tenant, access: JWT });
  return built;
}
