import type { NamedRuleWithOperations, Variable } from '../../../lib/imports/kubernetes/index.js';
import { resources } from './policy.js';

/** Rules on Pods and on every kind that holds a pod template. */
export const POD_RULES: readonly NamedRuleWithOperations[] = [
  resources('', ['pods', 'pods/ephemeralcontainers', 'podtemplates', 'replicationcontrollers']),
  resources('apps', ['deployments', 'statefulsets', 'daemonsets', 'replicasets']),
  resources('batch', ['jobs', 'cronjobs']),
];

/** Variables over the pod that a request makes, at whatever depth its kind holds it. */
export const POD_VARIABLES: readonly Variable[] = [
  {
    name: 'pod',
    expression: [
      'object.kind == "Pod" ? object',
      'object.kind == "PodTemplate" ? object.template',
      'object.kind == "CronJob" ? object.spec.jobTemplate.spec.template',
      'object.spec.?template.orValue({})',
    ].join(' : '),
  },
  { name: 'annotations', expression: 'variables.pod.?metadata.?annotations.orValue({})' },
  { name: 'labels', expression: 'variables.pod.?metadata.?labels.orValue({})' },
  {
    name: 'containers',
    expression: ['containers', 'initContainers', 'ephemeralContainers']
      .map((field) => `variables.pod.?spec.?${field}.orValue([])`)
      .join(' + '),
  },
];

/** Containers that the injector adds. In a pod template, which the injector has not seen yet, nobody may bear their names. */
export const INJECTED_CONTAINERS = ['istio-proxy', 'istio-init', 'istio-validation'] as const;
