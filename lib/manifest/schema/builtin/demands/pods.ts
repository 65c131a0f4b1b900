import {
  at,
  both,
  each,
  has,
  is,
  lacks,
  need,
  needOneOf,
  not,
  reportedAt,
  when,
  type Demand,
  type Demands,
} from './demand.js';
import { isList } from '../../values.js';

const IN_OR_NOT_IN = is('operator', 'In', 'NotIn');
const VALUES = when(IN_OR_NOT_IN, need('values'));

/** Operators that compare with exactly one value. */
function oneValue(...operators: readonly string[]): Demand {
  return when(is('operator', ...operators), (object) => {
    const values = at(object, 'values');
    return isList(values) && values.length === 1 ? [] : ['values'];
  });
}

/** Pods, their containers, and where they may run. */
export const POD_DEMANDS: Demands = {
  'core.PodSpec': [
    need('containers'),
    when(both(is('dnsPolicy', 'None'), not(has('dnsConfig'))), need('dnsConfig')),
    when(both(is('dnsPolicy', 'None'), has('dnsConfig')), need('dnsConfig.nameservers')),
  ],
  'core.PodDNSConfig': [each('options', reportedAt('', need('name')))],
  'core.Container': [
    need('image'),
    when(both(not(lacks('restartPolicyRules')), lacks('restartPolicy')), need('restartPolicy')),
  ],
  'core.EphemeralContainer': [need('image')],
  'core.ContainerRestartRule': [need('exitCodes')],
  'core.ConfigMapEnvSource': [need('name')],
  'core.SecretEnvSource': [need('name')],
  'core.ExecAction': [need('command')],
  'core.Probe': [needOneOf('', 'exec', 'httpGet', 'tcpSocket', 'grpc')],
  'core.LifecycleHandler': [needOneOf('', 'exec', 'httpGet', 'tcpSocket', 'sleep')],
  'core.SeccompProfile': [when(both(is('type', 'Localhost'), not(has('localhostProfile'))), need('localhostProfile'))],
  'core.AppArmorProfile': [when(is('type', 'Localhost'), need('localhostProfile'))],
  'core.NodeSelectorTerm': [
    each('matchExpressions', VALUES, oneValue('Gt', 'Lt')),
    each('matchFields', oneValue('In', 'NotIn')),
  ],
  'meta.LabelSelectorRequirement': [VALUES],
  'core.VolumeNodeAffinity': [need('required')],
};
