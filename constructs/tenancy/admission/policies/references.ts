import { KEYS } from '../../../../lib/model/index.js';
import { namespaceList, onlyFor, ownNamespace, ownService, ownServiceEndings } from '../cel.js';
import { resources, type PolicyCheck, type PolicyDefinition } from '../policy.js';
import { metricReferences } from './metric-references.js';
import { BOUND_GATEWAYS, canaryReferences, routeReferences, virtualServiceReferences } from './reference-paths.js';

const SERVICES = 'Write Services of this namespace; what another tenant shares is shared by the platform.';

/** What a tenant writes leads to its own Services, and to gateways that the platform names. */
export const references: PolicyDefinition = {
  name: 'references',
  code: 'TM6005',
  scope: 'tenants',
  rules: [
    resources('networking.istio.io', ['virtualservices', 'destinationrules']),
    resources('gateway.networking.k8s.io', ['httproutes', 'grpcroutes']),
    resources('flagger.app', ['canaries', 'metrictemplates']),
    resources('', ['services']),
  ],
  body: ({ clusterDomain, exempt }) => ({
    variables: [
      ownServiceEndings(clusterDomain),
      { name: 'allowedGateways', expression: namespaceList(KEYS.gateways) },
      { name: 'gateways', expression: BOUND_GATEWAYS },
      { name: 'service', expression: 'object.kind == "Canary" ? object.spec.service : {}' },
      { name: 'meshHosts', expression: MESH_HOSTS },
      { name: 'platform', expression: exempt },
    ],
    checks: [...DESTINATIONS, ...GATEWAYS, ...canaryReferences(), ...metricReferences(clusterDomain)],
  }),
};

const DESTINATIONS: readonly PolicyCheck[] = [
  {
    kind: 'holds',
    expression: onlyFor(['VirtualService'], virtualServiceReferences()),
    what: 'a destination, mirror or delegate is in another namespace',
    remedy: SERVICES,
  },
  {
    kind: 'holds',
    expression: onlyFor(['HTTPRoute', 'GRPCRoute'], routeReferences()),
    what: 'a backend is no Service of this namespace',
    remedy: SERVICES,
  },
  {
    kind: 'holds',
    expression: onlyFor(['DestinationRule'], ownService('object.spec.host')),
    what: 'a DestinationRule is for the host of another namespace',
    remedy: SERVICES,
  },
  {
    kind: 'holds',
    expression: 'object.kind != "Service" || object.spec.?type.orValue("ClusterIP") != "ExternalName"',
    what: 'an ExternalName Service stands for a host of somebody else',
    remedy: 'Write a Service with a selector; egress is opened by the platform.',
  },
];

const GATEWAYS: readonly PolicyCheck[] = [
  {
    kind: 'offenders',
    list: 'variables.gateways.filter(g, !(g in variables.allowedGateways))',
    what: 'the tenant may not bind to gateway',
    remedy: `Write a gateway that the annotation ${KEYS.gateways} of the Namespace lists, as namespace/name.`,
  },
  {
    kind: 'offenders',
    list: `variables.meshHosts.filter(h, !${ownService('h')})`,
    what: 'on gateway "mesh", which is also meant when none is named, stand hosts that are no Services of this namespace:',
    remedy: 'Name the gateway of the platform, and leave out "mesh".',
  },
  {
    kind: 'holds',
    expression: onlyFor(
      ['HTTPRoute', 'GRPCRoute'],
      'object.spec.?parentRefs.orValue([]).all(p, p.?kind.orValue("Gateway") == "Gateway" || ' +
        `p.kind == "Service" && ${ownNamespace('p.?namespace')})`,
    ),
    what: 'a parent is neither a gateway nor a Service of this namespace',
    remedy: SERVICES,
  },
];

const MESH_HOSTS =
  'object.kind == "VirtualService" && "mesh" in object.spec.?gateways.orValue(["mesh"]) ? object.spec.?hosts.orValue([]) : ' +
  'object.kind == "Canary" && !variables.service.?delegation.orValue(false) && !has(variables.service.gatewayRefs) && ' +
  '"mesh" in variables.service.?gateways.orValue(["mesh"]) ? variables.service.?hosts.orValue([]) : []';
