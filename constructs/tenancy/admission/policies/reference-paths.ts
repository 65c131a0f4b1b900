import { onlyFor, ownNamespace, ownService } from '../cel.js';
import type { PolicyCheck } from '../policy.js';

/** CEL list of the gateways, as `namespace/name`, that a route or canary binds to; without "mesh". */
export const BOUND_GATEWAYS = [
  `object.kind == "VirtualService" ? ${named('object.spec.?gateways')}`,
  `object.kind == "Canary" ? ${named('object.spec.service.?gateways')} + ${referred('object.spec.service.?gatewayRefs')}`,
  `object.kind in ["HTTPRoute", "GRPCRoute"] ? ${referred('object.spec.?parentRefs')}`,
  '[]',
].join(' : ');

function named(path: string): string {
  return `${path}.orValue([]).filter(g, g != "mesh").map(g, g.contains("/") ? g : request.namespace + "/" + g)`;
}

function referred(path: string): string {
  const name = 'p.?namespace.orValue(request.namespace) + "/" + p.name';
  return `${path}.orValue([]).filter(p, p.?kind.orValue("Gateway") == "Gateway").map(p, ${name})`;
}

/** CEL condition: everything that a VirtualService leads to is in its own namespace. */
export function virtualServiceReferences(): string {
  const routed = (layer: string): string =>
    `object.spec.?${layer}.orValue([]).all(r, r.?route.orValue([]).all(d, ${ownService('d.destination.host')}))`;
  const http = [
    `(!has(r.mirror) || ${ownService('r.mirror.host')})`,
    `r.?mirrors.orValue([]).all(m, ${ownService('m.destination.host')})`,
    `r.?delegate.?namespace.orValue(request.namespace) in ["", request.namespace]`,
  ].join(' && ');
  return [routed('http'), routed('tls'), routed('tcp'), `object.spec.?http.orValue([]).all(r, ${http})`].join(' && ');
}

/** CEL condition: every backend of a Gateway API route is a Service of its own namespace. */
export function routeReferences(): string {
  const backend = (path: string): string =>
    `(${ownNamespace(`${path}.?namespace`)} && ${path}.?kind.orValue("Service") == "Service" && ${path}.?group.orValue("") == "")`;
  const filters = (path: string): string =>
    `${path}.?filters.orValue([]).all(f, ${['requestMirror', 'externalAuth']
      .map((filter) => `(!has(f.${filter}) || ${backend(`f.${filter}.backendRef`)})`)
      .join(' && ')})`;
  return `object.spec.?rules.orValue([]).all(r, ${filters('r')} && r.?backendRefs.orValue([]).all(b, ${backend('b')} && ${filters('b')}))`;
}

/** Flagger follows what a canary names, with rights that the tenant lacks. */
export function canaryReferences(): readonly PolicyCheck[] {
  const analysis = 'object.spec.?analysis';
  return [
    {
      kind: 'holds',
      expression: onlyFor(
        ['Canary'],
        `${analysis}.?metrics.orValue([]).all(m, ${ownNamespace('m.?templateRef.?namespace')}) && ` +
          `${analysis}.?alerts.orValue([]).all(a, ${ownNamespace('a.?providerRef.?namespace')}) && ` +
          `object.spec.service.?mirror.orValue([]).all(m, ${ownNamespace('m.?backendRef.?namespace')})`,
      ),
      what: 'a template, alert provider or mirror is in another namespace',
      remedy: 'Write one of this namespace, or leave the namespace out.',
    },
    {
      kind: 'offenders',
      // Flagger resolves a short name in its own namespace, so here the namespace must be written.
      list:
        `object.kind != "Canary" ? [] : ${analysis}.?webhooks.orValue([]).map(w, w.url)` +
        `.filter(u, !isURL(u) || !${ownService('url(u).getHostname()')} || !url(u).getHostname().contains("."))`,
      what: 'a webhook is no Service of this namespace:',
      remedy: 'Write http://<service>.<this namespace>/.',
    },
  ];
}
