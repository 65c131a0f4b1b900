import { list, onlyFor } from '../cel.js';
import { resources, type PolicyDefinition } from '../policy.js';

/** Annotations by which load balancers and DNS are ordered. */
const PREFIXES = [
  'metallb.io/',
  'metallb.universe.tf/',
  'service.beta.kubernetes.io/',
  'alb.ingress.kubernetes.io/',
  'external-dns.alpha.kubernetes.io/',
];
const REMEDY = 'Write type ClusterIP; traffic from outside comes through a gateway of the platform.';

/** Traffic from outside comes through a gateway of the platform alone. */
export const exposure: PolicyDefinition = {
  name: 'exposure',
  code: 'TM6007',
  scope: 'tenants',
  rules: [
    resources('', ['services', 'services/status']),
    resources('networking.k8s.io', ['ingresses']),
    resources('flagger.app', ['canaries']),
  ],
  body: () => ({
    variables: [{ name: 'annotations', expression: ANNOTATIONS }],
    checks: [
      {
        kind: 'holds',
        expression: onlyFor(['Service'], '!(object.spec.?type.orValue("ClusterIP") in ["LoadBalancer", "NodePort"])'),
        what: 'the Service can be reached past the gateway',
        remedy: REMEDY,
      },
      {
        kind: 'holds',
        expression: onlyFor(['Service'], 'object.spec.?externalIPs.orValue([]).size() == 0'),
        what: 'externalIPs draw traffic past the gateway',
        remedy: REMEDY,
      },
      {
        kind: 'offenders',
        list: `variables.annotations.filter(a, ${list(PREFIXES)}.exists(p, a.startsWith(p)))`,
        what: 'load balancers and DNS names belong to the platform:',
        remedy: 'Leave the annotation out.',
      },
      {
        kind: 'holds',
        expression: 'object.kind != "Ingress"',
        what: 'an Ingress leads past the gateway',
        remedy: 'Write a VirtualService or HTTPRoute on a gateway of the platform.',
      },
    ],
  }),
};

/** Keys of the annotations of a Service, also of those that Flagger makes. */
const ANNOTATIONS = [
  `object.kind == "Canary" ? ${['apex', 'primary', 'canary']
    .map((part) => `object.spec.service.?${part}.?annotations.orValue({}).map(a, a)`)
    .join(' + ')}`,
  'object.metadata.?annotations.orValue({}).map(a, a)',
].join(' : ');
