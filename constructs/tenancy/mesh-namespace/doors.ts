import type { Construct } from 'constructs';
import type { AuthorizationPolicyV1SpecRules } from '../../../lib/imports/istio/index.js';
import {
  NetworkPolicyV1,
  type NetworkPolicyEgressRule,
  type NetworkPolicyIngressRule,
} from '../../../lib/imports/kubernetes/index.js';
import { lazy, MeshError, principalOf } from '../../../lib/model/index.js';
import { AllowPolicy, type PolicyScope } from '../../istio/index.js';
import type { IMeshIdentity } from '../contracts.js';
import { namespacePeer } from '../flows/index.js';
import type { JwtRules } from './jwt-rules.js';
import { needsHttp, networkPorts, ruleOf, type Opening } from './opening.js';
import type { ICallee } from './props.js';

/** What doors need to know of their namespace. */
export interface DoorHost {
  readonly construct: Construct;
  readonly namespace: string;
  readonly trustDomain: string;
  readonly jwt: JwtRules;
  /** Name of the waypoint in ambient mode; `none` in ambient mode without one; undefined with sidecars. */
  readonly waypoint:
    { readonly kind: 'sidecars' } | { readonly kind: 'none' } | { readonly kind: 'gateway'; readonly name: string };
}

/** Callers whose pods a NetworkPolicy selects: one identity, or every pod of the namespace. */
type Caller = Pick<IMeshIdentity, 'serviceAccountName' | 'podLabels'> | undefined;

/** The doors of a namespace: one set of policies a called workload, one NetworkPolicy a caller. */
export class Doors {
  private readonly openings = new Map<string, Opening[]>();
  private readonly egress = new Map<string, NetworkPolicyEgressRule[]>();

  /** @param host - the namespace */
  constructor(private readonly host: DoorHost) {}

  /** Lets callers in to a workload of the namespace. */
  openIn(callee: ICallee, opening: Opening): void {
    this.refuseHttpWithoutWaypoint(callee, opening);
    const known = this.openings.get(callee.name);
    if (known !== undefined) {
      known.push(opening);
      return;
    }
    const openings = [opening];
    this.openings.set(callee.name, openings);
    this.makeIngress(callee, openings);
    this.makeAllow(callee, openings);
  }

  /** Lets a caller of the namespace, or all its pods, out to a workload. */
  openOut(caller: Caller, callee: ICallee, ports: readonly number[]): void {
    const to = [namespacePeer(callee.namespace, callee.podLabels)];
    this.addEgress(caller, { to, ports: networkPorts(ports) });
  }

  /** Lets a caller of the namespace, or all its pods, out by a rule. */
  addEgress(caller: Caller, rule: NetworkPolicyEgressRule): void {
    const name = caller === undefined ? 'allow-out' : `allow-${caller.serviceAccountName}-out`;
    const known = this.egress.get(name);
    if (known !== undefined) {
      known.push(rule);
      return;
    }
    const rules = [rule];
    this.egress.set(name, rules);
    const labels = caller?.podLabels ?? {};
    new NetworkPolicyV1(this.host.construct, name, {
      metadata: { name, namespace: this.host.namespace },
      spec: {
        podSelector: Object.keys(labels).length === 0 ? {} : { matchLabels: labels },
        policyTypes: ['Egress'],
        egress: lazy(() => [...rules]),
      },
    });
  }

  private makeIngress(callee: ICallee, openings: readonly Opening[]): void {
    const rules = (): readonly NetworkPolicyIngressRule[] =>
      openings.map(({ peers, ports }) => ({ from: peers, ports: networkPorts(ports) }));
    const name = `allow-${callee.name}-in`;
    new NetworkPolicyV1(this.host.construct, name, {
      metadata: { name, namespace: this.host.namespace },
      spec: {
        podSelector: { matchLabels: callee.podLabels },
        policyTypes: ['Ingress'],
        ingress: lazy(rules),
      },
    });
  }

  private makeAllow(callee: ICallee, openings: readonly Opening[]): void {
    const { host } = this;
    const name = `allow-${callee.name}`;
    const policy = (id: string, scope: PolicyScope, rules: () => readonly AuthorizationPolicyV1SpecRules[]): void => {
      new AllowPolicy(host.construct, id, { name: id, namespace: host.namespace, scope, rules });
    };
    const requirement = () => host.jwt.of(callee.name);
    if (host.waypoint.kind !== 'gateway') {
      policy(name, { kind: 'pods', labels: callee.podLabels }, () =>
        openings.map((opening) => ruleOf(opening, opening.ports, requirement())),
      );
      return;
    }
    const principals = [principalOf(host.trustDomain, host.namespace, host.waypoint.name)];
    policy(name, { kind: 'service', name: callee.name }, () =>
      openings.map((opening) => ruleOf(opening, servicePorts(callee, opening.ports), requirement())),
    );
    // Behind a waypoint the pods see the waypoint as their caller, so they admit it alone.
    policy(`${name}-waypoint`, { kind: 'pods', labels: callee.podLabels }, () => [
      { from: [{ source: { principals } }] },
    ]);
  }

  private refuseHttpWithoutWaypoint(callee: ICallee, opening: Opening): void {
    if (this.host.waypoint.kind !== 'none') return;
    if (!needsHttp(opening, this.host.jwt.of(callee.name))) return;
    refuseWithoutWaypoint(this.host.construct.node.path, 'allow', callee.name);
  }
}

/** Refuses a rule that ztunnel cannot judge. */
export function refuseWithoutWaypoint(where: string, field: string, callee: string): never {
  throw new MeshError({
    code: 'TM1105',
    where,
    field,
    what: 'the namespace is in ambient mode without a waypoint, where nobody judges methods, paths or tokens',
    value: callee,
    remedy:
      'Write `dataPlane: { kind: "ambient", waypoint: { name: "waypoint" } }`, or allow by caller and port alone.',
  });
}

/** At a waypoint a request has the port of the Service, not of the pod. */
function servicePorts(callee: ICallee, targetPorts: readonly number[]): readonly number[] {
  return callee.ports.filter((port) => targetPorts.includes(port.targetPort)).map((port) => port.port);
}
