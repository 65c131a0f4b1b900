import { Construct } from 'constructs';
import { joinUnit } from '../../../lib/model/index.js';
import type { Target } from '../../../lib/targets/index.js';
import { MeshNamespace } from '../mesh-namespace/index.js';
import { MetalLBPool } from '../metallb-pool/index.js';
import { SecureGateway, type Exposure, type HostAccess } from '../secure-gateway/index.js';
import type { ITenantPlatform, TenantAccess, TenantGateway } from './props.js';
import { refuseAccess } from './refusals.js';

/** Unit of gateways: their namespaces stand in it too, since nothing before it needs them. */
const GATEWAYS_UNIT = 'infrastructure/gateways';

/** The gateway of a tenant: the shared one, or one of its own with its namespace and addresses. */
export function tenantGateway(
  scope: Construct,
  tenant: string,
  platform: ITenantPlatform,
  gateway: TenantGateway,
): SecureGateway {
  if (gateway.kind === 'shared') return platform.sharedGateway;
  const own = new Construct(scope, 'gateway');
  const { target } = platform;
  const namespace = new MeshNamespace(own, 'namespace', { name: `${tenant}-gateway`, role: 'gateway', tenant, target });
  joinUnit(namespace, GATEWAYS_UNIT);
  const { replicas, resources } = gateway;
  return new SecureGateway(own, 'Resource', {
    name: tenant,
    namespace,
    exposure: exposureOf(own, tenant, namespace, gateway.exposure, target),
    issuerRef: platform.gatewayIssuer.issuerRef,
    target,
    ...(replicas === undefined ? {} : { replicas }),
    ...(resources === undefined ? {} : { resources }),
  });
}

function exposureOf(
  scope: Construct,
  tenant: string,
  namespace: MeshNamespace,
  exposure: Extract<TenantGateway, { kind: 'dedicated' }>['exposure'],
  target: Target,
): Exposure {
  if (exposure.kind !== 'metallb-pool') return exposure;
  const { addresses, reserved } = exposure;
  const pool = new MetalLBPool(scope, 'pool', {
    name: tenant,
    addresses,
    namespaces: [namespace],
    announcement: exposure.announcement ?? { kind: 'l2' },
    target,
    ...(reserved === undefined ? {} : { reserved }),
  });
  return { kind: 'metallb', pool: pool.name };
}

/** What judges a token: the same at the gateway and at the workloads. */
export interface TokenRules {
  readonly issuer: string;
  readonly jwksUri?: string;
  readonly audiences?: readonly string[];
  readonly claims: Readonly<Record<string, readonly string[]>>;
}

/** The rules for tokens of a tenant; nothing where anybody may pass. */
export function tokenRules(
  where: string,
  access: TenantAccess,
  issuer: (signIn: Extract<TenantAccess, { kind: 'sign-in' }>) => { readonly url: string; readonly jwksUri?: string },
): TokenRules | undefined {
  switch (access.kind) {
    case 'public':
      return undefined;
    case 'jwt': {
      const { jwksUri, audiences } = access;
      return {
        issuer: access.issuer,
        claims: access.claims,
        ...(jwksUri === undefined ? {} : { jwksUri }),
        ...(audiences === undefined ? {} : { audiences }),
      };
    }
    case 'sign-in': {
      const { url, jwksUri } = issuer(access);
      const { audiences } = access;
      return {
        issuer: url,
        claims: access.claims,
        ...(jwksUri === undefined ? {} : { jwksUri }),
        ...(audiences === undefined ? {} : { audiences }),
      };
    }
    default:
      return refuseAccess(where, access);
  }
}

/** Who may send requests for a host past the gateway. */
export function hostAccess(rules: TokenRules | undefined): HostAccess {
  return rules === undefined ? { kind: 'public' } : { kind: 'jwt', ...rules };
}
