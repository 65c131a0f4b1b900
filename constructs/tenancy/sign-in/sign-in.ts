import { Construct } from 'constructs';
import {
  contribute,
  dnsLabel,
  dnsSubdomain,
  needSecret,
  principalOf,
  refuse,
  type JsonObject,
} from '../../../lib/model/index.js';
import { clusterDomainOf, pathInChart, trustDomainOf } from '../../../lib/targets/index.js';
import { HelmRelease } from '../../flux/index.js';
import { ExternalCheck } from '../../istio/index.js';
import type { IMeshIdentity } from '../contracts.js';
import { GATEWAY_PORTS } from '../secure-gateway/index.js';
import { resolveIssuer, type ResolvedIssuer } from './issuer.js';
import { IssuerKeys } from './private-issuer.js';
import type { SignInProps } from './props.js';
import { extensionProvider, providerName } from './provider.js';
import {
  OAUTH2_PROXY,
  predictProxy,
  proxyCallee,
  PROXY_LABELS,
  proxyValues,
  SECRET_KEYS,
  unlistedValues,
} from './proxy-values.js';

/**
 * Sign-in of one tenant: an oauth2-proxy in a namespace that the tenant has no rights in, asked by the gateway about
 * every request to the tenant's hosts before any token is judged.
 *
 * @see https://oauth2-proxy.github.io/oauth2-proxy/
 */
export class SignIn extends Construct {
  /** Issuer of the tokens, for the checks at gateway and workloads. */
  readonly issuer: string;
  /** Where the issuer's keys are; undefined where its discovery document says it. */
  readonly jwksUri: string | undefined;
  /** Name of the extension provider that the gateway asks. */
  readonly provider: string;
  /** That provider, as the mesh configuration has it. A Platform renders it; in a plain chart the reader does. */
  readonly extensionProvider: JsonObject;
  /** The HelmRelease of oauth2-proxy. */
  readonly release: HelmRelease;
  /** The identity of oauth2-proxy. */
  readonly identity: IMeshIdentity;

  constructor(scope: Construct, id: string, props: SignInProps) {
    super(scope, id);
    const where = pathInChart(this);
    const tenant = dnsLabel(props.tenant, { where, field: 'tenant' }, 40);
    if (props.hosts.length === 0)
      refuse(
        'TM1408',
        { where, field: 'hosts' },
        'the list is empty, so nothing would be asked',
        props.hosts,
        'Name the hosts of the tenant.',
      );
    const resolved = resolveIssuer(where, props.issuer);
    this.issuer = resolved.url;
    this.jwksUri = resolved.jwksUri;
    this.provider = providerName(tenant);
    this.identity = proxyIdentity(this, props.namespace.name);
    this.supplySecret(props);
    this.release = this.makeProxy(props, tenant);
    this.openDoors(props, resolved);
    props.gateway.registerSignIn(this, tenant, props.hosts, props.namespace.name);
    new ExternalCheck(this, 'Resource', {
      name: `sign-in-${tenant}`,
      namespace: props.gateway.namespace,
      podLabels: props.gateway.podLabels,
      provider: this.provider,
      hosts: props.hosts,
      // Port 80 answers with a redirect alone, and cookies of a sign-in are never set without TLS.
      ports: [GATEWAY_PORTS.https],
    });
    const provider = extensionProvider(tenant, props.namespace.name, clusterDomainOf(this));
    this.extensionProvider = provider;
    contribute(this, { kind: 'extension-provider', tenant, provider });
  }

  private supplySecret(props: SignInProps): void {
    const name = dnsSubdomain(props.existingSecret ?? OAUTH2_PROXY, { where: this.node.path, field: 'existingSecret' });
    needSecret(this, {
      namespace: props.namespace.name,
      name,
      keys: SECRET_KEYS,
      purpose: `client of the issuer of ${props.tenant}, and the key of its session cookies`,
    });
  }

  private makeProxy(props: SignInProps, tenant: string): HelmRelease {
    const name = `oauth2-proxy-${tenant}`;
    const namespace = props.namespace.name;
    return new HelmRelease(this, 'Release', {
      name,
      targetNamespace: namespace,
      chart: 'oauth2-proxy',
      values: proxyValues(this.node.path, props, this.issuer),
      extraValues: unlistedValues(),
      predict: () => predictProxy(namespace, name, tenant),
    });
  }

  /** Only the gateway is let in, and only the issuer is called. */
  private openDoors({ tenant, namespace, gateway }: SignInProps, { egress, cidrs }: ResolvedIssuer): void {
    namespace.allow({ from: gateway, to: proxyCallee(namespace.name) });
    for (const { name, host, port } of egress) {
      const ports = [port === 443 ? (443 as const) : ({ port, protocol: 'TLS' } as const)];
      namespace.egressTo(host, ports, { name, from: [this.identity], ...(cidrs === undefined ? {} : { cidrs }) });
    }
    IssuerKeys.where(this, 'Keys', { tenant, port: egress[0]?.port ?? 443, cidrs });
  }
}

function proxyIdentity(scope: Construct, namespace: string): IMeshIdentity {
  return {
    namespace,
    serviceAccountName: OAUTH2_PROXY,
    principal: principalOf(trustDomainOf(scope), namespace, OAUTH2_PROXY),
    podLabels: PROXY_LABELS,
  };
}
