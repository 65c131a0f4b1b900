import { Construct } from 'constructs';
import { contribute, contributions, dnsLabel, joinUnit, MeshError } from '../../../lib/model/index.js';
import { pathInChart } from '../../../lib/targets/index.js';
import type { IssuerRef, LifetimeProps } from '../../cert-manager/index.js';
import type { ISigner } from '../contracts.js';
import { HardCa } from './hard-ca.js';
import { intermediateLife } from './intermediate.js';
import { MESH_ROOT, signerOf, TRUST_UNIT } from './names.js';
import { SoftSigner } from './soft-signer.js';
import type { HardSource, SoftSource } from './source.js';

/** What both kinds of tenant CA have in common. */
interface CommonProps extends Partial<LifetimeProps> {
  /** Name of the tenant; of its Certificate, Issuer and signer too. */
  readonly tenant: string;
  /**
   * Life of the tenant's CA certificate.
   * @default '8760h'
   */
  readonly duration?: string;
  /**
   * How long before its end it is renewed; no workload certificate may live longer than this.
   * @default '2160h'
   */
  readonly renewBefore?: string;
  /**
   * Life of workload certificates, as istiod asks for them.
   * @default '24h'
   */
  readonly workloadDuration?: string;
}

/**
 * A signer of the tenant's own below the one mesh root. It gives attribution and separate rotation and no barrier: all
 * tenants trust the same root, and a proxy names its signer itself. What isolates is identity and policy.
 */
export interface SoftTenantCAProps extends CommonProps {
  /** What the CA isolates. */
  readonly isolation: 'soft';
  /** Where the intermediate comes from. */
  readonly source: SoftSource;
}

/**
 * A root of the tenant's own, for a control plane of its own. Its proxies trust nobody else's, so the tenant needs a
 * gateway of its own as well.
 */
export interface HardTenantCAProps extends CommonProps {
  /** What the CA isolates. */
  readonly isolation: 'hard';
  /** Where the CA comes from. */
  readonly source: HardSource;
  /** Namespace of the tenant's own control plane. */
  readonly controlPlaneNamespace: string;
  /** A proxy of the shared gateway has another root and cannot reach this tenant. */
  readonly gateway: 'dedicated';
}

/** Props of {@link TenantCA}. */
export type TenantCAProps = SoftTenantCAProps | HardTenantCAProps;

/**
 * The certificate authority of a tenant, by cert-manager.
 *
 * @see https://cert-manager.io/docs/configuration/ca/
 */
export class TenantCA extends Construct implements ISigner {
  /** Value of `ISTIO_META_CERT_SIGNER`; a control plane of its own signs itself, and then nobody asks for it. */
  readonly signer: string;
  /** What the CA isolates. */
  readonly isolation: 'soft' | 'hard';
  /**
   * Issuer at the top of a hard chain, for istio-csr where the source signs workload certificates itself.
   * Undefined for soft isolation, where the mesh root is the top.
   */
  readonly issuerRef: IssuerRef | undefined;

  constructor(scope: Construct, id: string, props: TenantCAProps) {
    super(scope, id);
    const where = pathInChart(this);
    const tenant = dnsLabel(props.tenant, { where, field: 'tenant' }, 50);
    const life = intermediateLife(where, props);
    joinUnit(this, TRUST_UNIT);
    this.isolation = props.isolation;
    switch (props.isolation) {
      case 'soft':
        refuseOwnRoot(where, props.source);
        refusePlatformSigner(where, tenant);
        this.signer = signerOf(tenant);
        new SoftSigner(this, 'Signer', { name: tenant, source: props.source, life });
        contribute(this, { kind: 'cert-signer', tenant, signer: tenant });
        this.node.addValidation({ validate: () => signerUsedTwice(this, tenant) });
        return;
      case 'hard': {
        refuseSharedGateway(where, props.gateway);
        const namespace = dnsLabel(props.controlPlaneNamespace, { where, field: 'controlPlaneNamespace' });
        const ca = new HardCa(this, 'ControlPlane', { name: tenant, namespace, source: props.source, life });
        this.signer = `${namespace}.${ca.issuerRef.name}`;
        this.issuerRef = ca.issuerRef;
      }
    }
  }
}

/** The types allow neither; programs without types are told here. */
function refuseOwnRoot(where: string, source: { readonly kind: string }): void {
  if (source.kind !== 'self-signed' && source.kind !== 'aws-pca-leaf') return;
  throw new MeshError({
    code: 'TM1501',
    where,
    field: 'source',
    what: 'with soft isolation every tenant stands below the one mesh root; behind a root of its own nobody could reach it',
    value: source.kind,
    remedy:
      'Write `{ kind: "intermediate-of-root", root }`, or use `isolation: "hard"` with a control plane of its own.',
  });
}

function refusePlatformSigner(where: string, tenant: string): void {
  const taken: readonly string[] = [MESH_ROOT.platformSigner, MESH_ROOT.issuer];
  if (!taken.includes(tenant)) return;
  throw new MeshError({
    code: 'TM1504',
    where,
    field: 'tenant',
    what: 'the mesh root already makes an Issuer of this name',
    value: tenant,
    remedy: `Write another name than ${taken.map((name) => `"${name}"`).join(' and ')}.`,
  });
}

function refuseSharedGateway(where: string, gateway: string): void {
  if (gateway === 'dedicated') return;
  throw new MeshError({
    code: 'TM1501',
    where,
    field: 'gateway',
    what: 'a tenant with a root of its own cannot be reached through the shared gateway, which trusts another root',
    value: gateway,
    remedy: 'Write `gateway: "dedicated"` and give the tenant a SecureGateway of its own, or use `isolation: "soft"`.',
  });
}

function signerUsedTwice(ca: TenantCA, signer: string): string[] {
  const users = contributions(ca, 'cert-signer').filter((entry) => entry.signer === signer);
  if (users.length < 2) return [];
  const error = new MeshError({
    code: 'TM1504',
    where: ca.node.path,
    field: 'tenant',
    what: `${users.length} constructs use the signer "${signer}", so one tenant's certificates could not be told from another's`,
    value: signer,
    remedy: 'Make one TenantCA a tenant, and pass that one on.',
  });
  return [error.message];
}
