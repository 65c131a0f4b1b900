import type { JsonObject } from '../../../../model/index.js';
import { isList, isObject } from '../../values.js';
import {
  at,
  both,
  each,
  has,
  is,
  lacks,
  need,
  needEntries,
  needItems,
  needOneOf,
  not,
  reportedAt,
  several,
  when,
  type Condition,
  type Demand,
  type Demands,
} from './demand.js';

/** Keys that a Secret of a type must hold, in clear or encoded. */
function keys(type: string, ...names: readonly string[]): Demand {
  return when(is('type', type), (secret) =>
    names.filter((name) => !holds(secret, name)).map((name) => `data[${name}]`),
  );
}

function holds(secret: JsonObject, key: string): boolean {
  return ['data', 'stringData'].some((field) => {
    const map = secret[field];
    return isObject(map) && Object.hasOwn(map, key);
  });
}

function repeats(list: string): Condition {
  return (object) => {
    const items = at(object, list);
    return isList(items) && new Set(items).size < items.length;
  };
}

const HEADLESS = is('clusterIP', 'None');
const EXTERNAL = is('type', 'ExternalName');

/** Kinds of the core group that are neither pods nor volumes. */
export const CORE_DEMANDS: Demands = {
  'core.Binding': [need('target.name')],
  // The server reports the taints of a node as if they were metadata.
  'core.Node': [(node) => each('spec.taints', need('effect'))(node).map((path) => path.replace(/^spec/, 'metadata'))],
  'core.ServiceSpec': [
    // Addresses are given out before ports are looked at.
    when(both(not(HEADLESS), not(EXTERNAL), not(repeats('ipFamilies'))), need('ports')),
    when(EXTERNAL, need('externalName')),
    when(several('ports'), each('ports', need('name'))),
  ],
  'core.EndpointSubset': [
    needOneOf('', 'addresses', 'notReadyAddresses'),
    when(several('ports'), each('ports', need('name'))),
  ],
  'core.Secret': [
    keys('kubernetes.io/dockercfg', '.dockercfg'),
    keys('kubernetes.io/dockerconfigjson', '.dockerconfigjson'),
    keys('kubernetes.io/tls', 'tls.crt', 'tls.key'),
    keys('kubernetes.io/ssh-auth', 'ssh-privatekey'),
    when(
      (secret) => !holds(secret, 'username') && !holds(secret, 'password'),
      keys('kubernetes.io/basic-auth', 'username', 'password'),
    ),
  ],
  'core.ReplicationControllerSpec': [
    need('template'),
    when(
      (spec) => needEntries('selector')(spec).length > 0,
      reportedAt('selector', needEntries('template.metadata.labels')),
    ),
  ],
  // The server names the list without the index of the item.
  'core.ScopeSelector': [
    reportedAt(
      'matchExpressions.values',
      each('matchExpressions', when(is('operator', 'In', 'NotIn'), need('values'))),
    ),
  ],
  'core.LimitRangeItem': [
    when(both(is('type', 'PersistentVolumeClaim'), lacks('min.storage'), lacks('max.storage')), () => ['limits']),
  ],
  'rbac.PolicyRule': [when(lacks('nonResourceURLs'), need('apiGroups', 'resources'))],
  'rbac.ClusterRoleBinding': [each('subjects', when(is('kind', 'ServiceAccount'), need('namespace')))],
  'rbac.AggregationRule': [need('clusterRoleSelectors')],
  'apiregistration.APIServiceSpec': [when(not(is('version', 'v1')), need('group'))],
  'apiregistration.ServiceReference': [need('namespace', 'name')],
  'scheduling.PriorityClass': [
    when(is('preemptionPolicy', ''), when(has('preemptionPolicy'), need('preemptionPolicy'))),
  ],
  'storage.VolumeAttributesClass': [needEntries('parameters')],
  'storage.CSINodeSpec': [
    (spec) => each('drivers', needItems('topologyKeys'))(spec).map((path) => path.replace(/\.topologyKeys.*$/, '')),
  ],
  'certificates.CertificateSigningRequestSpec': [need('usages')],
};
