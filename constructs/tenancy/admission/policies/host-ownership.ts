import { KEYS } from '../../../../lib/model/index.js';
import { namespaceList, onlyFor, ownService, ownServiceEndings } from '../cel.js';
import { resources, type PolicyDefinition } from '../policy.js';

const REMEDY = `Write hosts that the annotation ${KEYS.hosts} of the Namespace lists, or Services of this namespace; the platform grants hosts.`;

/** A route, or a canary that becomes one, claims hosts of its own tenant alone. */
export const hostOwnership: PolicyDefinition = {
  name: 'host-ownership',
  code: 'TM6001',
  scope: 'tenants',
  rules: [
    resources('networking.istio.io', ['virtualservices']),
    resources('gateway.networking.k8s.io', ['httproutes', 'grpcroutes']),
    resources('flagger.app', ['canaries']),
  ],
  body: ({ clusterDomain }) => ({
    variables: [
      ownServiceEndings(clusterDomain),
      { name: 'owned', expression: namespaceList(KEYS.hosts) },
      { name: 'hosts', expression: HOSTS },
    ],
    checks: [
      {
        kind: 'offenders',
        list: `variables.hosts.filter(h, h == "" || !(h in variables.owned) && !${ownService('h')})`,
        what: 'the tenant does not own',
        remedy: REMEDY,
      },
      {
        kind: 'holds',
        expression: onlyFor(['HTTPRoute', 'GRPCRoute'], `variables.hosts.size() > 0 || ${NO_GATEWAY}`),
        what: 'a route without hostnames takes every host of its gateway',
        remedy: REMEDY,
      },
    ],
  }),
};

const HOSTS = [
  'object.kind == "Canary" ? object.spec.service.?hosts.orValue([])',
  'object.kind == "VirtualService" ? object.spec.?hosts.orValue([])',
  'object.spec.?hostnames.orValue([])',
].join(' : ');

const NO_GATEWAY = 'object.spec.?parentRefs.orValue([]).all(p, p.?kind.orValue("Gateway") == "Service")';
