import { type AccessRequest, type From } from '../../../lib/access/index.js';
import { accessTo, meshConfig, namespace, object, policy, workload } from '../manifests.js';
import { cited, PAGES } from '../pages.js';
import {
  API,
  AMBIENT,
  USES,
  WAYPOINT,
  CALLERS,
  SPACE,
  BASE,
  labelled,
  UI,
  OLD,
  PLAIN,
  SERVICE,
  TO,
  DENY,
  FOR_CLASS,
  ALLOW,
  NETPOL,
  PODS_OF_UI,
  PODS_OF_WP,
  PEER,
  JWT,
} from './waypoint-set.js';

type Row = readonly [fact: string, set: readonly string[], from: From, outcome: string, request?: AccessRequest];

// Each row cites the page it rests on.
const ROWS: readonly Row[] = [
  [`${PAGES.target}: without a policy at either everything passes`, BASE, UI, 'allow'],
  [`${PAGES.target}: a policy for the Gateway holds`, [...BASE, DENY(TO('Gateway', 'wp'))], UI, 'deny'],
  [`${PAGES.target}: one for another Gateway does not`, [...BASE, DENY(TO('Gateway', 'other'))], UI, 'allow'],
  [`${PAGES.target}: one from another namespace does not`, [...BASE, DENY(TO('Gateway', 'wp'), 'a')], UI, 'allow'],
  [`${PAGES.target}: a policy for the Service holds`, [...BASE, DENY(TO('Service', 'api'))], UI, 'deny'],
  [
    `${PAGES.target}: one for a Service of another namespace does not`,
    [...BASE, DENY(TO('Service', 'api'), 'a')],
    UI,
    'allow',
  ],
  [
    `${PAGES.target}: one for the class holds in the root namespace`,
    [...BASE, DENY(FOR_CLASS, 'istio-system')],
    UI,
    'deny',
  ],
  [`${PAGES.target}: and in no other`, [...BASE, DENY(FOR_CLASS)], UI, 'allow'],
  [
    `${PAGES.target}: nor one for another class`,
    [...BASE, DENY(TO('GatewayClass', 'istio'), 'istio-system')],
    UI,
    'allow',
  ],
  [
    `${PAGES.seventh}: a selector stays with the node, which drops rules on requests`,
    [...BASE, policy('d', 'b', '{action: DENY, rules: [{to: [{operation: {paths: [/x]}}]}]}')],
    UI,
    'allow',
    { path: '/x' },
  ],
  [
    `${PAGES.seventh}: an ALLOW policy of the namespace on requests shuts the node, not the waypoint`,
    [...BASE, policy('p', 'b', '{rules: [{to: [{operation: {paths: [/x]}}]}]}')],
    UI,
    'deny',
    { path: '/x' },
  ],
  [
    `${PAGES.seventh}: rules on requests hold at the waypoint`,
    [...BASE, ALLOW(TO('Service', 'api'), '{to: [{operation: {methods: [GET], paths: [/x]}}]}')],
    UI,
    'allow',
    { path: '/x' },
  ],
  [
    `${PAGES.seventh}: and refuse there what they do not name`,
    [...BASE, ALLOW(TO('Service', 'api'), '{to: [{operation: {methods: [GET], paths: [/x]}}]}')],
    UI,
    'deny',
    { path: '/y' },
  ],
  [`${PAGES.waypoint}: the waypoint sees the caller`, [...BASE, ALLOW(TO('Service', 'api'), PODS_OF_UI)], UI, 'allow'],
  [
    `${PAGES.waypoint}: the node sees the waypoint, not the caller`,
    [...BASE, policy('p', 'b', `{rules: [${PODS_OF_UI}]}`)],
    UI,
    'deny',
  ],
  [
    `${PAGES.waypoint}: a rule for the waypoint lets it in`,
    [...BASE, policy('p', 'b', `{rules: [${PODS_OF_WP}]}`)],
    UI,
    'allow',
  ],
  [
    `${PAGES.waypoint}: and closes the way past it`,
    [...BASE, policy('p', 'b', `{rules: [${PODS_OF_WP}]}`)],
    OLD,
    'deny',
  ],
  [
    'https://github.com/istio/istio/issues/51445: a sidecar goes past the waypoint',
    [...BASE, DENY(TO('Service', 'api'))],
    OLD,
    'allow',
  ],
  [`${PAGES.waypoint}: so does a pod without proxy`, [...BASE, DENY(TO('Service', 'api'))], PLAIN, 'allow'],
  [`${PAGES.fourth}: which STRICT mode stops at the node`, [...BASE, PEER('STRICT')], PLAIN, 'deny'],
  [
    'https://github.com/istio/istio/issues/41391: the mode of a waypoint means nothing to the tunnel',
    [...BASE, PEER('DISABLE')],
    UI,
    'allow',
  ],
  [
    `${PAGES.waypoint}: a waypoint is for Services unless it says otherwise`,
    [...labelled('istio.io/use-waypoint: wp', 'pods'), WAYPOINT(), DENY(TO('Gateway', 'wp'))],
    UI,
    'allow',
  ],
  [
    `${PAGES.waypoint}: the label of the Service counts`,
    [...labelled('istio.io/use-waypoint: wp', 'Service'), WAYPOINT(), DENY(TO('Gateway', 'wp'))],
    UI,
    'deny',
  ],
  [
    `${PAGES.waypointCode}: before that of the namespace`,
    [...labelled('istio.io/use-waypoint: none', 'Service', USES), WAYPOINT(), DENY(TO('Gateway', 'wp'))],
    UI,
    'allow',
  ],
  [
    `${PAGES.waypointCode}: a waypoint for pods takes no calls to Services`,
    [
      ...CALLERS,
      SPACE,
      WAYPOINT('b', '{istio.io/waypoint-for: workload}'),
      workload('api', 'b'),
      DENY(TO('Gateway', 'wp')),
    ],
    UI,
    'allow',
  ],
  [
    `${PAGES.waypoint}: one for all takes them`,
    [...CALLERS, SPACE, WAYPOINT('b', '{istio.io/waypoint-for: all}'), workload('api', 'b'), DENY(TO('Gateway', 'wp'))],
    UI,
    'deny',
  ],
  [
    `${PAGES.waypointCode}: the class may say it for its Gateways`,
    [
      ...BASE,
      DENY(TO('Gateway', 'wp')),
      `{apiVersion: ${API}, kind: GatewayClass, metadata: {name: istio-waypoint, labels: {istio.io/waypoint-for: none}}}`,
    ],
    UI,
    'allow',
  ],
  [`${PAGES.waypointCode}: calls go past one that is missing`, [...CALLERS, SPACE, workload('api', 'b')], UI, 'allow'],
  [
    `${PAGES.waypointCode}: one of another namespace needs a listener for it`,
    [
      ...CALLERS,
      namespace('b', `{${AMBIENT}, istio.io/use-waypoint: wp, istio.io/use-waypoint-namespace: w}`),
      workload('api', 'b'),
      WAYPOINT('w'),
      DENY(TO('Gateway', 'wp'), 'w'),
    ],
    UI,
    'allow',
  ],
  [
    `${PAGES.waypointCode}: with one it is used`,
    [
      ...CALLERS,
      namespace('b', `{${AMBIENT}, istio.io/use-waypoint: wp, istio.io/use-waypoint-namespace: w}`),
      workload('api', 'b'),
      WAYPOINT('w', '{}', ', allowedRoutes: {namespaces: {from: All}}'),
      DENY(TO('Gateway', 'wp'), 'w'),
    ],
    UI,
    'deny',
  ],
  [
    `${PAGES.target}: a policy of the namespace of the Service reaches a waypoint elsewhere`,
    [
      ...CALLERS,
      namespace('b', `{${AMBIENT}, istio.io/use-waypoint: wp, istio.io/use-waypoint-namespace: w}`),
      workload('api', 'b'),
      WAYPOINT('w', '{}', ', allowedRoutes: {namespaces: {from: All}}'),
      DENY(TO('Service', 'api')),
    ],
    UI,
    'deny',
  ],
  [
    `${PAGES.token}: a token needs a rule at the waypoint`,
    [...BASE, JWT('selector: {}'), ALLOW(TO('Service', 'api'), '{from: [{source: {requestPrincipals: ["*"]}}]}')],
    UI,
    'deny',
    { token: { iss: 'i', sub: 's' } },
  ],
  [
    `${PAGES.token}: with one it counts`,
    [...BASE, JWT(TO('Service', 'api')), ALLOW(TO('Service', 'api'), '{from: [{source: {requestPrincipals: ["*"]}}]}')],
    UI,
    'allow',
    { token: { iss: 'i', sub: 's' } },
  ],
  [
    `${PAGES.token}: a foreign one is refused`,
    [...BASE, JWT(TO('Service', 'api'))],
    UI,
    'deny',
    { token: { iss: 'x' } },
  ],
  [
    `${PAGES.seventh}: RequestAuthentication means nothing to the node`,
    [...BASE, JWT('selector: {}')],
    UI,
    'allow',
    { token: { iss: 'x' } },
  ],
  [
    `${PAGES.ambientNetwork}: the caller needs the port of the tunnel`,
    [...BASE, NETPOL('a', '{podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: 8080}]}]}')],
    UI,
    'deny',
  ],
  [
    `${PAGES.ambientNetwork}: so do the pods behind`,
    [...BASE, NETPOL('b', '{podSelector: {matchLabels: {app: api}}, ingress: [{ports: [{port: 8080}]}]}')],
    UI,
    'deny',
  ],
  [
    `${PAGES.authorizer}: an authorizer is asked at the waypoint`,
    [
      ...BASE,
      meshConfig('extensionProviders: [{name: p, envoyExtAuthzHttp: {service: s.b, port: 80}}]'),
      policy('c', 'b', `{action: CUSTOM, provider: {name: p}, rules: [{}], ${TO('Service', 'api')}}`),
    ],
    UI,
    'depends',
  ],
  [
    `${PAGES.waypoint}: a waypoint serves its routes behind its policies`,
    [
      ...BASE,
      object(
        'networking.istio.io/v1',
        'VirtualService',
        'v',
        'b',
        '{hosts: [api], http: [{rewrite: {uri: /in}, route: [{destination: {host: api}}]}]}',
      ),
      ALLOW(TO('Service', 'api'), '{to: [{operation: {paths: [/x]}}]}'),
    ],
    UI,
    'allow',
    { path: '/x' },
  ],
  [
    `${PAGES.authorization}: the port of a policy there is that of the Service`,
    [...BASE, ALLOW(TO('Service', 'api'), '{to: [{operation: {ports: ["80"]}}]}')],
    UI,
    'allow',
  ],
];

describe('a call to what is behind a waypoint', () => {
  it.each(cited(ROWS).map(([fact, ...row]) => [fact, row] as const))('%s', (_, [set, from, outcome, request = {}]) => {
    expect(accessTo(...set).ask({ from, to: SERVICE, request }).outcome).toBe(outcome);
  });
});
