import { Construct } from 'constructs';
import { HTTPRouteV1, type HTTPRouteV1SpecRules } from '../../lib/imports/gateway-api/index.js';
import { lazyList } from '../../lib/model/index.js';

/** Where requests below a path go. */
export interface BackendRouteRule {
  /** Beginning of the path. */
  readonly pathPrefix: string;
  /** Name of the Service, in the route's namespace. */
  readonly service: string;
  /** Port of the Service. */
  readonly port: number;
  /** Longest time for an answer. @default - none */
  readonly timeout?: string;
  /** Headers that are not passed on. @default - none */
  readonly removeRequestHeaders?: readonly string[];
}

/** Props of {@link BackendRoute}. */
export interface BackendRouteProps {
  /** Name of the HTTPRoute. */
  readonly name: string;
  /** Its namespace, that of the Services. */
  readonly namespace: string;
  /** The external host, which names the listener too. */
  readonly host: string;
  /** The Gateway. */
  readonly gateway: { readonly namespace: string; readonly name: string };
  /** Makes the rules, one at least; it runs at synth, so that rules may be added until then. */
  readonly rules: () => readonly BackendRouteRule[];
}

/**
 * The HTTPRoute of an external host.
 *
 * @see https://gateway-api.sigs.k8s.io/api-types/httproute/
 */
export class BackendRoute extends Construct {
  constructor(scope: Construct, id: string, props: BackendRouteProps) {
    super(scope, id);
    const rules = lazyList(() => byPath(props.rules()).map(routeRule));
    new HTTPRouteV1(this, 'Resource', {
      metadata: { name: props.name, namespace: props.namespace },
      spec: { parentRefs: [{ ...props.gateway, sectionName: props.host }], hostnames: [props.host], rules },
    });
  }
}

/** The Gateway API tries the longest path first whatever the order, so this one is for readers. */
function byPath(rules: readonly BackendRouteRule[]): BackendRouteRule[] {
  return [...rules].sort((a, b) => (a.pathPrefix < b.pathPrefix ? -1 : 1));
}

function routeRule(rule: BackendRouteRule): HTTPRouteV1SpecRules {
  const remove = rule.removeRequestHeaders ?? [];
  return {
    matches: [{ path: { type: 'PathPrefix', value: rule.pathPrefix } }],
    backendRefs: [{ name: rule.service, port: rule.port }],
    ...(rule.timeout === undefined ? {} : { timeouts: { request: rule.timeout } }),
    ...(remove.length === 0
      ? {}
      : { filters: [{ type: 'RequestHeaderModifier', requestHeaderModifier: { remove: [...remove] } }] }),
  };
}
