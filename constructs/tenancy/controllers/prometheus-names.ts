import type { IConstruct } from 'constructs';
import { clusterDomainOf } from '../../../lib/targets/index.js';

/** Where Prometheus of kube-prometheus-stack is: names that its chart derives from the name of the release. */
export const PROMETHEUS = {
  namespace: 'monitoring',
  service: 'kube-prometheus-stack-prometheus',
  serviceAccountName: 'kube-prometheus-stack-prometheus',
  port: 9090,
} as const;

/** URL of Prometheus in the cluster of a construct. */
export function prometheusUrl(scope: IConstruct): string {
  const { service, namespace, port } = PROMETHEUS;
  return `http://${service}.${namespace}.svc.${clusterDomainOf(scope)}:${port}`;
}
