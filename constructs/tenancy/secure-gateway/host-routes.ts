import { Construct } from 'constructs';
import { goDuration, port as parsePort, refuse } from '../../../lib/model/index.js';
import { clusterDomainOf } from '../../../lib/targets/index.js';
import { BackendRoute, type BackendRouteRule } from '../../gateway-api/index.js';
import { ServiceRoute } from '../../istio/index.js';
import type { IGateway } from '../contracts.js';
import type { GatewayObjectKind, RouteProps } from './props.js';

/** Props of {@link HostRoutes}. */
export interface HostRoutesProps {
  readonly gateway: IGateway;
  readonly host: string;
  /** Namespace that owns the host. */
  readonly namespace: string;
  readonly api: GatewayObjectKind;
}

/** The routes of one host: one object, for two that claim one host are merged in no defined order. */
export class HostRoutes extends Construct {
  private readonly rules: BackendRouteRule[] = [];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: HostRoutesProps,
  ) {
    super(scope, id);
    const { gateway, host, namespace } = props;
    const common = { name: host, namespace, host };
    const domain = clusterDomainOf(this);
    switch (props.api.kind) {
      case 'istio':
        new ServiceRoute(this, 'Resource', {
          ...common,
          gateway: gateway.reference,
          gatewayNamespace: gateway.namespace,
          rules: () => this.rules.map((rule) => ({ ...rule, host: `${rule.service}.${namespace}.svc.${domain}` })),
        });
        return;
      case 'gateway-api':
        new BackendRoute(this, 'Resource', {
          ...common,
          gateway: { namespace: gateway.namespace, name: gateway.name },
          rules: () => this.rules,
        });
    }
  }

  /** Adds a route. */
  add(route: RouteProps): void {
    const where = this.node.path;
    const { namespace } = this.props;
    if (route.to.namespace !== namespace) {
      refuse(
        'TM1412',
        { where, field: 'to' },
        `the host belongs to namespace "${namespace}", and the workload is in another`,
        route.to.namespace,
        `Route to a workload of "${namespace}"; what others offer is shared with \`share().with()\`.`,
      );
    }
    const pathPrefix = pathOf(where, route);
    if (this.rules.some((rule) => rule.pathPrefix === pathPrefix)) {
      refuse(
        'TM1403',
        { where, field: 'pathPrefix' },
        'this path already has a route',
        pathPrefix,
        'Write each path once.',
      );
    }
    const { timeout, removeRequestHeaders } = route;
    this.rules.push({
      pathPrefix,
      service: route.to.name,
      port: portOf(where, route),
      ...(timeout === undefined ? {} : { timeout: goDuration(timeout, { where, field: 'timeout' }) }),
      ...(removeRequestHeaders === undefined ? {} : { removeRequestHeaders }),
    });
  }
}

function pathOf(where: string, { pathPrefix = '/' }: RouteProps): string {
  if (!/^\/[A-Za-z0-9\-._~!$&'()*+,;=:@%/]*$/.test(pathPrefix)) {
    refuse('TM1014', { where, field: 'pathPrefix' }, 'not a path', pathPrefix, 'Write a path such as "/api".');
  }
  return pathPrefix;
}

function portOf(where: string, { to, port }: RouteProps): number {
  const http = to.ports.filter(({ appProtocol }) => ['http', 'http2', 'grpc'].includes(appProtocol));
  const known = http.map((entry) => entry.port);
  const [only] = known;
  const wanted = port ?? (known.length === 1 ? only : undefined);
  if (wanted !== undefined && known.includes(parsePort(wanted, { where, field: 'port' }))) return wanted;
  return refuse(
    'TM1403',
    { where, field: 'port' },
    `the Service of "${to.name}" has ${known.length === 0 ? 'no HTTP port' : `the HTTP ports ${known.join(', ')}`}`,
    port ?? 'none',
    'Name one of them, by the port of the Service.',
  );
}
