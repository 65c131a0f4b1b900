import { principalOf } from '../../../lib/model/index.js';
import type { AuthorizationPolicyV1SpecRules } from '../../../lib/imports/istio/index.js';
import type { Flow, FlowSite } from './flow.js';
import { flowsOf, isEnd } from './network.js';
import { LOAD_TESTER, part, type Part } from './parts.js';

/** An ALLOW rule that a flow yields for a namespace, and the pods it is for. */
export interface FlowAllow {
  readonly flow: Flow;
  /** Labels of the called pods. */
  readonly podLabels: Readonly<Record<string, string>>;
  readonly rule: AuthorizationPolicyV1SpecRules;
}

/** A host as a Sidecar lists it: `namespace/service.namespace.svc.domain`. */
export function sidecarHost(namespace: string, service: string, clusterDomain: string): string {
  return `${namespace}/${service}.${namespace}.svc.${clusterDomain}`;
}

/** Hosts that a Sidecar of the namespace must list, sorted. In ambient mode there is no Sidecar, hence no host. */
export function flowSidecarHosts(site: FlowSite, clusterDomain: string): readonly string[] {
  if (site.mesh !== 'sidecar') return [];
  const called = flowsOf(site).filter((flow) => isEnd(flow.from, site));
  const services = called.flatMap((flow) => flow.services ?? []);
  const testers = called.some((flow) => flow.to.kind === 'part' && flow.to.part === 'load-tester')
    ? (site.loadTesters ?? []).map((namespace) => `${namespace}/${LOAD_TESTER}`)
    : [];
  const hosts = [...services, ...testers].map((text) => {
    const [namespace = '', service = ''] = text.split('/');
    return sidecarHost(namespace, service, clusterDomain);
  });
  return [...new Set(hosts)].sort();
}

/**
 * ALLOW rules that the required flows of a namespace need. Those of the table judge methods and paths, and serve
 * releases, neither of which ambient mode has.
 */
export function flowAllows(site: FlowSite, trustDomain: string): readonly FlowAllow[] {
  if (site.mesh !== 'sidecar') return [];
  return flowsOf(site).flatMap((flow) => {
    if (flow.allow === undefined || flow.from.kind !== 'part' || flow.to.kind !== 'part' || !isEnd(flow.to, site))
      return [];
    const principals = principalsOf(part(flow.from.part), trustDomain);
    const ports = flow.ports.map(({ port }) => String(port));
    const { methods, paths } = flow.allow;
    const rule = { from: [{ source: { principals } }], to: [{ operation: { ports, methods, paths } }] };
    return [{ flow, podLabels: part(flow.to.part).labels, rule }];
  });
}

function principalsOf(caller: Part, trustDomain: string): readonly string[] {
  if (caller.home.kind !== 'namespace' || caller.serviceAccountName === undefined) return [];
  return [principalOf(trustDomain, caller.home.namespace, caller.serviceAccountName)];
}
