import { list, onlyFor } from '../cel.js';
import { POD_RULES, POD_VARIABLES } from '../pods.js';
import { resources, type PolicyCheck, type PolicyDefinition } from '../policy.js';

/**
 * A tenant has no say over nodes and over pods of others.
 *
 * Kubernetes lets every pod name every PriorityClass, those of the system included, and evicts by them. Taints and
 * budgets hold for whoever tolerates and writes them.
 */
export const scheduling: PolicyDefinition = {
  name: 'scheduling',
  code: 'TM6014',
  scope: 'tenants',
  rules: [...POD_RULES, resources('policy', ['poddisruptionbudgets'])],
  body: ({ priorityClasses }) => ({
    variables: POD_VARIABLES,
    checks: [priority(priorityClasses), ...PLACES, BUDGET],
  }),
};

function priority(allowed: readonly string[]): PolicyCheck {
  const remedy = 'Leave out priorityClassName';
  return {
    kind: 'holds',
    expression: `variables.pod.?spec.?priorityClassName.orValue("") in ${list(['', ...allowed])}`,
    what: 'the pod claims a priority, by which it would push out pods of others',
    remedy: allowed.length === 0 ? `${remedy}.` : `${remedy}, or write one of ${allowed.join(', ')}.`,
  };
}

const TAINT = 't.?key.orValue("")';

const PLACES: readonly PolicyCheck[] = [
  {
    kind: 'holds',
    // The scheduler writes the node of a pod, and whoever updates the pod afterwards sends it along.
    expression:
      'object.kind == "Pod" && request.operation != "CREATE" || variables.pod.?spec.?nodeName.orValue("") == ""',
    what: 'the pod names its node, past the scheduler and the taints of the node',
    remedy: 'Write a nodeSelector or an affinity.',
  },
  {
    kind: 'offenders',
    list:
      'variables.pod.?spec.?tolerations.orValue([])' +
      `.filter(t, ${TAINT} in ["", "CriticalAddonsOnly"] || ${TAINT}.startsWith("node-role.kubernetes.io/"))` +
      `.map(t, ${TAINT} == "" ? "every taint" : t.key)`,
    what: 'the pod tolerates taints that keep nodes free for the platform:',
    remedy: 'Tolerate the taints of nodes that are meant for workloads, by key.',
  },
];

const BUDGET: PolicyCheck = {
  kind: 'holds',
  expression: onlyFor(
    ['PodDisruptionBudget'],
    '!string(object.spec.?maxUnavailable.orValue("")).matches("^0+%?$") && ' +
      '!string(object.spec.?minAvailable.orValue("")).matches("^0*100%$")',
  ),
  what: 'the budget lets no pod go, so that no node can be drained',
  remedy: 'Write maxUnavailable: 1.',
};
