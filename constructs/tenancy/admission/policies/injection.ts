import { list, namespaceLabel, text } from '../cel.js';
import { INJECTED_CONTAINERS, POD_RULES, POD_VARIABLES } from '../pods.js';
import type { PolicyCheck, PolicyContext, PolicyDefinition } from '../policy.js';

const POD_IDENTITY = '169.254.170.23/32';
const OWN_PORTS = ['', '15020', '15021', '15090'];
const REMEDY = 'Leave it out: every connection of a pod goes through its proxy.';

/**
 * A pod cannot go round its proxy.
 *
 * What is refused are the ways out, not the absence of a proxy: the policy sees pods after injection, where the injector
 * has written its own annotations, and pod templates before it.
 */
export const injection: PolicyDefinition = {
  name: 'injection',
  code: 'TM6006',
  scope: 'tenants',
  rules: POD_RULES,
  body: (context) => ({
    variables: [...POD_VARIABLES, { name: 'ways', expression: WAYS }],
    checks: [...ANNOTATION_CHECKS, ...MARKS, ...listed(context), ...accounts()],
  }),
};

/** Annotations that take traffic away from the proxy, or change the proxy, with the values that do not. */
const ANNOTATIONS: Readonly<Record<string, readonly string[]>> = {
  'sidecar.istio.io/inject': ['true'],
  'istio.io/dataplane-mode': [],
  'inject.istio.io/templates': ['sidecar'],
  'sidecar.istio.io/proxyImage': [],
  'sidecar.istio.io/bootstrapOverride': [],
  'sidecar.istio.io/interceptionMode': ['REDIRECT', 'TPROXY'],
  'ambient.istio.io/bypass-inbound-capture': ['false'],
  'istio.io/reroute-virtual-interfaces': [''],
  'status.sidecar.istio.io/port': ['15020'],
  'traffic.sidecar.istio.io/includeInboundPorts': ['*'],
  'traffic.sidecar.istio.io/includeOutboundIPRanges': ['*'],
  'traffic.sidecar.istio.io/excludeOutboundPorts': [''],
  'traffic.sidecar.istio.io/excludeInterfaces': [''],
};

const WAYS = `{${Object.entries(ANNOTATIONS)
  .map(([key, values]) => `${text(key)}: ${list(values)}`)
  .join(', ')}}`;

/** Annotations that set up the proxy without taking anything from it. The injector pastes them into its template. */
const SETTINGS = [
  'agentLogLevel',
  'componentLogLevel',
  'logLevel',
  'nativeSidecar',
  'proxyCPU',
  'proxyCPULimit',
  'proxyMemory',
  'proxyMemoryLimit',
  'rewriteAppHTTPProbers',
].map((name) => `sidecar.istio.io/${name}`);
const PLAIN = '^[A-Za-z0-9.:,_-]*$';

/** Judged elsewhere: by the lists below, and by the policy on signers. */
const ELSEWHERE = [
  'proxy.istio.io/config',
  'traffic.sidecar.istio.io/excludeInboundPorts',
  'traffic.sidecar.istio.io/excludeOutboundIPRanges',
];

/** Where the injector looks for orders. What is not known here is refused: the next Istio knows more of them. */
const PREFIXES = [
  'inject.istio.io/',
  'proxy.istio.io/',
  'readiness.status.sidecar.istio.io/',
  'sidecar.istio.io/',
  'traffic.sidecar.istio.io/',
];
const STATUS = 'sidecar.istio.io/status';

const ANNOTATION_CHECKS: readonly PolicyCheck[] = [
  {
    kind: 'offenders',
    list: 'variables.annotations.filter(a, a in variables.ways && !(variables.annotations[a] in variables.ways[a]))',
    what: 'the pod leaves the mesh by annotation',
    remedy: REMEDY,
  },
  {
    kind: 'offenders',
    list: `variables.annotations.filter(a, a in ${list(SETTINGS)} && !variables.annotations[a].matches(${text(PLAIN)}))`,
    what: 'more than a plain word or number, which would change the template of the proxy, stands in annotation',
    remedy: 'Write letters, digits and ".:,_-" alone.',
  },
  {
    kind: 'offenders',
    // The injector leaves its status on a pod; in a template it would make the injector take its work for done.
    list:
      `variables.annotations.filter(a, ${list(PREFIXES)}.exists(p, a.startsWith(p)) && !(a in variables.ways) && ` +
      `!(a in ${list([...SETTINGS, ...ELSEWHERE])}) && !(a == ${text(STATUS)} && object.kind == "Pod"))`,
    what: 'the proxy itself would be changed by annotation',
    remedy: 'Leave it out; the platform sets up proxies.',
  },
];

const MARKS: readonly PolicyCheck[] = [
  {
    kind: 'holds',
    expression: 'variables.labels[?"sidecar.istio.io/inject"].orValue("true") == "true"',
    what: 'the label sidecar.istio.io/inject opts out of injection',
    remedy: REMEDY,
  },
  {
    kind: 'holds',
    expression: sameAsNamespace('istio.io/dataplane-mode', ''),
    what: 'the label istio.io/dataplane-mode takes the pod out of the mesh of its namespace',
    remedy: REMEDY,
  },
  {
    kind: 'holds',
    expression: sameAsNamespace('istio.io/rev', 'default'),
    what: 'the label istio.io/rev names another revision than that of the namespace',
    remedy: 'Leave it out: the namespace chooses the revision.',
  },
];

function sameAsNamespace(label: string, otherwise: string): string {
  return `!(${text(label)} in variables.labels) || variables.labels[${text(label)}] == ${namespaceLabel(label, otherwise)}`;
}

function listed({ podIdentity }: PolicyContext): readonly PolicyCheck[] {
  const within = (annotation: string, allowed: readonly string[]): PolicyCheck => ({
    kind: 'offenders',
    list: `variables.annotations[?${text(annotation)}].orValue("").split(",").filter(v, !(v.trim() in ${list(allowed)}))`,
    what: `${annotation} leads round the proxy`,
    remedy: podIdentity ? `${REMEDY} Only ${POD_IDENTITY} may be excluded, for AWS credentials.` : REMEDY,
  });
  return [
    within('traffic.sidecar.istio.io/excludeInboundPorts', OWN_PORTS),
    within('traffic.sidecar.istio.io/excludeOutboundIPRanges', podIdentity ? ['', POD_IDENTITY] : ['']),
  ];
}

/** Traffic of the proxy's own user and group is not redirected. */
function accounts(): readonly PolicyCheck[] {
  const id = (path: string): string =>
    `(${path}.?securityContext.?runAsUser.orValue(0) == 1337 || ${path}.?securityContext.?runAsGroup.orValue(0) == 1337)`;
  const injected = list(INJECTED_CONTAINERS);
  return [
    {
      kind: 'holds',
      expression: '!variables.pod.?spec.?hostNetwork.orValue(false)',
      what: 'the pod uses the network of its node',
      remedy: 'Leave out hostNetwork.',
    },
    {
      kind: 'holds',
      expression: `!${id('variables.pod.?spec')}`,
      what: 'the pod runs as user or group 1337, whose traffic goes round the proxy',
      remedy: 'Write another id.',
    },
    {
      kind: 'offenders',
      list: `variables.containers.filter(c, !(c.name in ${injected}) && ${id('c')}).map(c, c.name)`,
      what: 'user or group 1337, whose traffic goes round the proxy, is that of container',
      remedy: 'Write another id.',
    },
    {
      kind: 'offenders',
      list: `object.kind == "Pod" ? [] : variables.containers.filter(c, c.name in ${injected}).map(c, c.name)`,
      what: 'the template brings what only the injector adds, container',
      remedy: 'Write another name.',
    },
  ];
}
