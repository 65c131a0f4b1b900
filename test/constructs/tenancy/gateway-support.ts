import { Chart, Testing } from 'cdk8s';
import { MeshNamespace } from '../../../constructs/tenancy/mesh-namespace/index.js';
import { SecureGateway, type SecureGatewayProps } from '../../../constructs/tenancy/secure-gateway/index.js';
import type { WorkloadPort } from '../../../constructs/tenancy/contracts.js';
import { MeshError, type KubeObject } from '../../../lib/model/index.js';
import { Target } from '../../../lib/targets/index.js';

/** Objects of a chart as plain data. */
export function objectsOf(chart: Chart): KubeObject[] {
  return Testing.synth(chart) as KubeObject[];
}

/** The one object of a kind and name. */
export function objectOf(chart: Chart, kind: string, name: string): KubeObject {
  const found = objectsOf(chart).filter((object) => object.kind === kind && object.metadata.name === name);
  if (found.length !== 1) throw new Error(`${found.length} objects are ${kind} ${name}`);
  return found[0] as KubeObject;
}

/** The problem that a call is refused with. */
export function refusal(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (MeshError.is(error)) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

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
