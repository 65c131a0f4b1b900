import { Testing } from 'cdk8s';
import { MeshNamespace } from '../../../../constructs/tenancy/mesh-namespace/index.js';
import {
  Workload,
  type WorkloadContainerProps,
  type WorkloadProps,
} from '../../../../constructs/tenancy/workload/index.js';
import { Target } from '../../../../lib/targets/index.js';

export const UI: WorkloadContainerProps = {
  name: 'app-ui',
  image: 'ghcr.io/example/app-ui',
  tag: '1.4.2',
  ports: [{ targetPort: 8501 }],
};

export function make(props: Partial<WorkloadProps> = {}, container: Partial<WorkloadContainerProps> = {}) {
  const chart = Testing.chart();
  const namespace = new MeshNamespace(chart, 'ns', { name: 'tenant-a', target: Target.bareMetal() });
  const workload = new Workload(chart, 'app-ui', { namespace, containers: [{ ...UI, ...container }], ...props });
  return { chart, namespace, workload };
}
