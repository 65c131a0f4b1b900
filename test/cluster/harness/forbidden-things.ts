import type { NamedCase } from './admission-cases.js';

/** Why a thing cannot be asked for in some way. */
export interface NoWay {
  readonly because: string;
}

/** One thing that the tenancy model forbids, and the ways in which a tenant may try to come by it. */
export interface ForbiddenThing {
  /** The thing, as a phrase. */
  readonly thing: string;
  /** Policies whose cases ask for it. */
  readonly policies: readonly string[];
  /** Part of the phrase of each case that asks for it; each is in `policies`. */
  readonly asks: RegExp;
  /** Phrase of the case that asks for it through a Canary. */
  readonly canary: string | NoWay;
  /** Phrase of the case that asks for it through an HTTPRoute. */
  readonly httpRoute: string | NoWay;
}

const NO_PODS: NoWay = { because: 'it holds no pod; the pods of a release are those of its target' };
const NO_ROUTE_TO_PODS: NoWay = { because: 'a route says nothing of pods' };
const NO_CERTIFICATES: NoWay = { because: 'it names no certificate, issuer or signer' };
const OWN_OBJECTS: NoWay = { because: 'Flagger makes Services, routes and workloads alone' };
const TRAFFIC_ALONE: NoWay = { because: 'a route makes no object' };

/** Every thing; each case of the table of cases belongs to one of them. */
export const FORBIDDEN_THINGS: readonly ForbiddenThing[] = [
  {
    thing: 'a certificate or an authority that is not its own',
    policies: ['certificates', 'signing-requests', 'tenant-requests'],
    asks: /./,
    canary: NO_CERTIFICATES,
    httpRoute: NO_CERTIFICATES,
  },
  {
    thing: 'the signer of another tenant for its proxies',
    policies: ['signer'],
    asks: /./,
    canary: NO_PODS,
    httpRoute: NO_ROUTE_TO_PODS,
  },
  {
    thing: 'the host of somebody else',
    policies: ['host-ownership'],
    asks: /./,
    canary: 'a Canary for the host of another tenant',
    httpRoute: 'an HTTPRoute for the host of another tenant',
  },
  {
    thing: 'the gateway of somebody else',
    policies: ['references'],
    asks: /gateway/,
    canary: 'a Canary on the gateway of another tenant',
    httpRoute: 'an HTTPRoute on the gateway of another tenant',
  },
  {
    thing: 'an external host inside the mesh',
    policies: ['references'],
    asks: /inside the mesh/,
    canary: 'a Canary that takes an external host inside the mesh',
    httpRoute: { because: 'its parents are gateways; hosts inside the mesh are those of Services' },
  },
  {
    thing: 'a copy of its requests at somebody else',
    policies: ['references'],
    asks: /mirrors/,
    canary: 'a Canary that mirrors to another tenant',
    httpRoute: 'an HTTPRoute that mirrors to another tenant',
  },
  {
    thing: 'requests to a workload of somebody else',
    policies: ['references'],
    asks: /routes to|delegates|TLS route|backend|DestinationRule|stands for|load tester|template/,
    canary: 'a Canary that makes Flagger call the load tester of another tenant',
    httpRoute: 'an HTTPRoute with a backend of another tenant',
  },
  {
    thing: 'an answer about somebody else',
    policies: ['references'],
    asks: /Prometheus|MetricTemplate/,
    canary: 'a Canary that asks Prometheus about another tenant',
    httpRoute: { because: 'a route asks for no metric' },
  },
  {
    thing: 'an address, a DNS name or a port of the outside',
    policies: ['exposure'],
    asks: /./,
    canary: 'a Canary whose Service orders a DNS name',
    httpRoute: { because: 'it binds to gateways that are there' },
  },
  {
    thing: 'that others see its routes and Services',
    policies: ['sharing'],
    asks: /./,
    canary: 'a Canary whose Service another tenant sees',
    httpRoute: { because: 'it has no exportTo' },
  },
  {
    thing: 'pods outside of the mesh',
    policies: ['injection'],
    asks: /./,
    canary: NO_PODS,
    httpRoute: NO_ROUTE_TO_PODS,
  },
  {
    thing: 'a place before the pods of others',
    policies: ['scheduling'],
    asks: /./,
    canary: NO_PODS,
    httpRoute: NO_ROUTE_TO_PODS,
  },
  {
    thing: 'a say in what decides on mesh and network',
    policies: ['mesh-kinds'],
    asks: /./,
    canary: OWN_OBJECTS,
    httpRoute: TRAFFIC_ALONE,
  },
  {
    thing: 'other marks or standards for its namespace',
    policies: ['namespace-marks', 'pod-security'],
    asks: /./,
    canary: OWN_OBJECTS,
    httpRoute: TRAFFIC_ALONE,
  },
  {
    thing: 'the rights or the sources of Flux',
    policies: ['flux'],
    asks: /./,
    canary: OWN_OBJECTS,
    httpRoute: TRAFFIC_ALONE,
  },
];

/** Things that a case asks for; one, if the table is right. */
export function thingsOf({ policy, asks }: NamedCase): readonly string[] {
  return FORBIDDEN_THINGS.filter((one) => one.policies.includes(policy) && one.asks.test(asks)).map(
    ({ thing }) => thing,
  );
}
