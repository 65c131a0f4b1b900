import { isObject } from '../../values.js';
import { at, both, each, has, is, lacks, need, needOneOf, not, when, type Demand, type Demands } from './demand.js';

const TARGET = 'target';
const UTILIZATION = when(both(not(has(`${TARGET}.averageUtilization`)), not(has(`${TARGET}.averageValue`))), () => [
  `${TARGET}.averageUtilization`,
]);
const VALUE = when(both(not(has(`${TARGET}.value`)), not(has(`${TARGET}.averageValue`))), () => [
  `${TARGET}.averageValue`,
]);

/** A metric needs the part that its type names. */
function source(type: string, field: string): Demand {
  return when(both(is('type', type), not(has(field))), () => [field]);
}

/** Workloads and what scales them. */
export const WORKLOAD_DEMANDS: Demands = {
  // Claims without a name become volumes without one.
  'apps.StatefulSetSpec': [
    (spec) =>
      each(
        'volumeClaimTemplates',
        need('metadata.name'),
      )(spec).flatMap((path) => {
        const volume = path.replace(/^volumeClaimTemplates(\[\d+\]).*$/, 'template.spec.volumes$1');
        return [`${volume}.name`, `${volume}.persistentVolumeClaim.claimName`];
      }),
  ],
  'apps.ControllerRevision': [
    when(
      (object) => !isObject(at(object, 'data')),
      () => ['data'],
    ),
  ],
  'batch.JobSpec': [
    when(lacks('template.spec.restartPolicy'), () => ['template.spec.restartPolicy']),
    when(is('template.spec.restartPolicy', 'Always'), () => ['template.spec.restartPolicy']),
    when(both(is('completionMode', 'Indexed'), not(has('completions'))), () => ['completions']),
    when(both(has('maxFailedIndexes'), not(has('backoffLimitPerIndex'))), () => ['backoffLimitPerIndex']),
  ],
  'batch.SuccessPolicy': [need('rules')],
  'batch.SuccessPolicyRule': [when(both(not(has('succeededCount')), not(has('succeededIndexes'))), () => [''])],
  'autoscaling.MetricSpec': [
    source('Object', 'object'),
    source('Pods', 'pods'),
    source('Resource', 'resource'),
    source('ContainerResource', 'containerResource'),
    source('External', 'external'),
  ],
  'autoscaling.ResourceMetricSource': [UTILIZATION],
  'autoscaling.ContainerResourceMetricSource': [UTILIZATION],
  'autoscaling.PodsMetricSource': [when(not(has('target.averageValue')), () => ['target.averageValue'])],
  'autoscaling.ObjectMetricSource': [VALUE],
  'autoscaling.ExternalMetricSource': [VALUE],
  'autoscaling.HPAScalingRules': [when(has('policies'), need('policies'))],
  'discovery.Endpoint': [need('addresses')],
  'flowcontrol.PolicyRulesWithSubjects': [
    need('subjects'),
    needOneOf('', 'resourceRules', 'nonResourceRules'),
    each(
      'subjects',
      when(both(is('kind', 'User'), not(has('user'))), () => ['user']),
      when(both(is('kind', 'Group'), not(has('group'))), () => ['group']),
      when(both(is('kind', 'ServiceAccount'), not(has('serviceAccount'))), () => ['serviceAccount']),
    ),
  ],
  'flowcontrol.ResourcePolicyRule': [
    when(
      lacks('namespaces'),
      when((rule) => at(rule, 'clusterScope') !== true, need('namespaces')),
    ),
  ],
  'flowcontrol.PriorityLevelConfigurationSpec': [
    when(both(is('type', 'Limited'), not(has('limited'))), () => ['limited']),
  ],
  'flowcontrol.LimitResponse': [when(both(is('type', 'Queue'), not(has('queuing'))), () => ['queuing'])],
  'networking.NetworkPolicyPeer': [
    when(both(not(has('podSelector')), not(has('namespaceSelector')), not(has('ipBlock'))), () => ['']),
  ],
  'networking.IngressClass': [need('spec.controller')],
  'networking.IngressBackend': [
    when(has('resource'), need('resource.kind', 'resource.name')),
    when(both(has('service'), lacks('service.port.name'), lacks('service.port.number')), () => ['']),
  ],
  'networking.IngressClassParametersReference': [
    when(both(is('scope', 'Namespace'), not(has('namespace'))), () => ['namespace']),
  ],
  'networking.IPAddressSpec': [need('parentRef')],
  'networking.ParentReference': [need('resource', 'name')],
  'networking.ServiceCIDRSpec': [need('cidrs')],
};
