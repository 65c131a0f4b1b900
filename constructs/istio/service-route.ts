import { Construct } from 'constructs';
import { VirtualServiceV1, type VirtualServiceV1SpecHttp } from '../../lib/imports/istio/index.js';
import { lazyList } from '../../lib/model/index.js';

/** Where requests below a path go. */
export interface ServiceRouteRule {
  /** Beginning of the path. */
  readonly pathPrefix: string;
  /** Full host of the Service. */
  readonly host: string;
  /** Port of the Service. */
  readonly port: number;
  /** Longest time for an answer. @default - none */
  readonly timeout?: string;
  /** Headers that are not passed on. @default - none */
  readonly removeRequestHeaders?: readonly string[];
}

/** Props of {@link ServiceRoute}. */
export interface ServiceRouteProps {
  /** Name of the VirtualService. */
  readonly name: string;
  /** Its namespace, which must be the one that the gateway binds the host to. */
  readonly namespace: string;
  /** The external host. */
  readonly host: string;
  /** The gateway, as `namespace/name`. */
  readonly gateway: string;
  /** Namespace of the gateway's pods: nobody else sees the route. */
  readonly gatewayNamespace: string;
  /** Makes the rules, one at least; it runs at synth, so that rules may be added until then. */
  readonly rules: () => readonly ServiceRouteRule[];
}

/**
 * The VirtualService of an external host: the longest path is tried first.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/
 */
export class ServiceRoute extends Construct {
  constructor(scope: Construct, id: string, props: ServiceRouteProps) {
    super(scope, id);
    const http = lazyList(() => longestFirst(props.rules()).map(httpRoute));
    new VirtualServiceV1(this, 'Resource', {
      metadata: { name: props.name, namespace: props.namespace },
      spec: { hosts: [props.host], gateways: [props.gateway], exportTo: [props.gatewayNamespace], http },
    });
  }
}

/** Rules in the order they must be tried: a longer path before a shorter one. */
export function longestFirst<T extends { readonly pathPrefix: string }>(rules: readonly T[]): T[] {
  return [...rules].sort((a, b) => b.pathPrefix.length - a.pathPrefix.length || (a.pathPrefix < b.pathPrefix ? -1 : 1));
}

function httpRoute(rule: ServiceRouteRule): VirtualServiceV1SpecHttp {
  const remove = rule.removeRequestHeaders ?? [];
  return {
    match: [{ uri: { prefix: rule.pathPrefix } }],
    route: [{ destination: { host: rule.host, port: { number: rule.port } } }],
    ...(rule.timeout === undefined ? {} : { timeout: rule.timeout }),
    ...(remove.length === 0 ? {} : { headers: { request: { remove: [...remove] } } }),
  };
}
