import type { JsonObject } from '../../../../lib/model/index.js';
import { READ, rule, WRITE } from './rule.js';

const WEBHOOKS = ['validatingwebhookconfigurations'];
const DEFINITIONS = ['customresourcedefinitions'];
const KINDS = ['bfdprofiles', 'bgpadvertisements', 'bgppeers', 'ipaddresspools', 'l2advertisements', 'communities'];

/**
 * The ClusterRole of MetalLB's chart for its controller, with the values that it has by default, as the module of the
 * pinned program carries it: charts/metallb/templates/rbac.yaml.
 */
export const METALLB_RIGHTS: readonly JsonObject[] = [
  rule('', ['services', 'namespaces'], READ),
  rule('', ['nodes'], ['list']),
  rule('', ['services/status'], ['update']),
  rule('', ['events'], ['create', 'patch']),
  rule('admissionregistration.k8s.io', WEBHOOKS, WRITE, ['metallb-webhook-configuration']),
  rule('admissionregistration.k8s.io', WEBHOOKS, ['list', 'watch']),
  rule(
    'apiextensions.k8s.io',
    DEFINITIONS,
    WRITE,
    KINDS.map((kind) => `${kind}.metallb.io`),
  ),
  rule('apiextensions.k8s.io', DEFINITIONS, ['list', 'watch']),
];

/** The Role of the same chart in the controller's own namespace. */
export const METALLB_RIGHTS_AT_HOME: readonly JsonObject[] = [
  rule('', ['secrets'], WRITE),
  rule('apps', ['deployments'], ['get'], ['metallb-controller']),
  rule('metallb.io', ['ipaddresspools', 'communities', 'bfdprofiles'], READ),
  rule('metallb.io', ['ipaddresspools/status'], ['update']),
  rule('metallb.io', ['bgppeers', 'bgpadvertisements', 'l2advertisements'], ['get', 'list']),
];
