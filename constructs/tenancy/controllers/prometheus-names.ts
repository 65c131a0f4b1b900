/** Where Prometheus of kube-prometheus-stack is: names that its chart derives from the name of the release. */
export const PROMETHEUS = {
  namespace: 'monitoring',
  service: 'kube-prometheus-stack-prometheus',
  serviceAccountName: 'kube-prometheus-stack-prometheus',
  port: 9090,
} as const;
