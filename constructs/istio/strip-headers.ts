import { Construct } from 'constructs';
import { EnvoyFilterV1Alpha3 } from '../../lib/imports/istio/index.js';
import { headerName } from '../../lib/model/index.js';

/** Props of {@link StripHeaders}. */
export interface StripHeadersProps {
  /** Name of the EnvoyFilter. */
  readonly name: string;
  /** Its namespace, that of the gateway pods. */
  readonly namespace: string;
  /** Labels of the gateway pods. */
  readonly podLabels: Readonly<Record<string, string>>;
  /** Headers, in lower case, that no client may send. Their forms with `_` for any `-` are removed too. */
  readonly headers: readonly string[];
}

const MUTATION = 'type.googleapis.com/envoy.extensions.filters.http.header_mutation.v3.HeaderMutation';

/**
 * Removes headers of requests from outside as the first thing a gateway does. A VirtualService removes them at the
 * router, hence after external authorization, and would delete what the authorization service has just set.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/envoy-filter/
 */
export class StripHeaders extends Construct {
  constructor(scope: Construct, id: string, props: StripHeadersProps) {
    super(scope, id);
    const where = this.node.path;
    const headers = props.headers.map((name) => headerName(name, { where, field: 'headers' }));
    new EnvoyFilterV1Alpha3(this, 'Resource', {
      metadata: { name: props.name, namespace: props.namespace },
      spec: {
        workloadSelector: { labels: { ...props.podLabels } },
        // Explicit, so that the order among several filters does not depend on their age.
        priority: -10,
        configPatches: [
          {
            applyTo: 'HTTP_FILTER',
            match: {
              context: 'GATEWAY',
              listener: { filterChain: { filter: { name: 'envoy.filters.network.http_connection_manager' } } },
            },
            patch: {
              operation: 'INSERT_FIRST',
              value: {
                name: 'tenant-mesh.strip-headers',
                typed_config: {
                  '@type': MUTATION,
                  mutations: { request_mutations: spellings(headers).map((remove) => ({ remove })) },
                },
              },
            },
          },
        ],
      },
    });
  }
}

/** Many frameworks read `_` in a name as `-`, wherever it stands: `x-auth_request-user` is `x-auth-request-user` to them. */
function spellings(headers: readonly string[]): readonly string[] {
  const forms = (name: string): readonly string[] => {
    const [first = '', ...rest] = name.split('-');
    return rest.reduce((found, part) => found.flatMap((one) => [`${one}-${part}`, `${one}_${part}`]), [first]);
  };
  return [...new Set(headers.flatMap(forms))].sort();
}
