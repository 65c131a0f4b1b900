import { Testing, type Chart } from 'cdk8s';
import type { IGateway, IMeshIdentity } from '../../../../constructs/tenancy/contracts.js';
import {
  MeshNamespace,
  type ICallee,
  type MeshNamespaceProps,
} from '../../../../constructs/tenancy/mesh-namespace/index.js';
import { KEYS } from '../../../../lib/model/index.js';
import { Target } from '../../../../lib/targets/index.js';

export const target = Target.bareMetal();
export const WAYPOINT = { kind: 'ambient', waypoint: { name: 'waypoint' } } as const;

export function identity(name: string, namespace = 'tenant-a'): IMeshIdentity & ICallee {
  return {
    name,
    namespace,
    serviceAccountName: name,
    principal: `cluster.local/ns/${namespace}/sa/${name}`,
    podLabels: { [KEYS.workload]: name },
    ports: [{ name: 'http', port: 80, targetPort: 8000, appProtocol: 'http' }],
  };
}

export const UI = identity('app-ui');
export const API = identity('rag-api');
export const DATABASE: ICallee = {
  ...identity('db'),
  ports: [{ name: 'tcp', port: 5432, targetPort: 5432, appProtocol: 'tcp' }],
};
export const GATEWAY: IGateway = { ...identity('shared', 'istio-ingress'), reference: 'istio-ingress/shared' };

export function make(props: Partial<MeshNamespaceProps> = {}): { chart: Chart; namespace: MeshNamespace } {
  const chart = Testing.chart();
  return { chart, namespace: new MeshNamespace(chart, 'ns', { name: 'tenant-a', target, ...props }) };
}

export const jwt = { issuer: 'https://login.example.com', claims: { 'cognito:groups': ['tenant-a'] } };
