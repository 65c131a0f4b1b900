import { Construct, type IConstruct } from 'constructs';
import { joinUnit, MeshError, ListMark, needSecret } from '../../../lib/model/index.js';
import { pathInChart } from '../../../lib/targets/index.js';
import {
  CaCertificate,
  CaIssuer,
  SelfSignedIssuer,
  TrustBundle,
  type IssuerLife,
  type IssuerRef,
  type LifetimeProps,
} from '../../cert-manager/index.js';
import type { ISigner } from '../contracts.js';
import { CA_KEYS, intermediateLife, privateCa, suppliedLife, type Parent } from './intermediate.js';
import { MESH_ROOT, signerOf, TRUST_UNIT } from './names.js';
import { SoftSigner } from './soft-signer.js';
import type { RootSource, SelfSignedSource } from './source.js';

/** The one root of a mesh, made here or elsewhere. */
export interface IMeshRoot extends IConstruct {
  /** Issuer, in `istio-system`, that signs with the root. */
  readonly issuerRef: IssuerRef;
  /** How long the root lives, where that is known. */
  readonly life: IssuerLife | undefined;
}

/** Props of {@link MeshRoot}. */
export interface MeshRootProps {
  /** Where the root comes from. In production it is made offline and supplied as a Secret, or kept by AWS Private CA. */
  readonly source: RootSource;
  /**
   * Life of the intermediate of the platform's own namespaces.
   * @default - a year, renewed with 90 days left
   */
  readonly platformLifetime?: LifetimeProps;
  /**
   * Namespace that receives the public part of the root, for the values of istiod.
   * @default "flux-system"
   */
  readonly publishTo?: string;
}

const ROOTS = new ListMark<string>('mesh-root');
const SELF_SIGNED_LIFE = { duration: '87600h', renewBefore: '8760h' } as const;

/**
 * The one root of a mesh, the signer of the namespaces that belong to no tenant, and the public part of the root where
 * istiod's release reads it. Every proxy trusts this root alone, so all of them can speak to each other.
 *
 * @see https://istio.io/latest/docs/tasks/security/cert-management/custom-ca-k8s/
 */
export class MeshRoot extends Construct implements IMeshRoot, ISigner {
  /** Issuer, in `istio-system`, that signs with the root. */
  readonly issuerRef: IssuerRef;
  /** How long the root lives, where that is known. */
  readonly life: IssuerLife | undefined;
  /** Signer of namespaces that belong to no tenant. */
  readonly signer = signerOf(MESH_ROOT.platformSigner);
  /** What the platform's signer isolates. */
  readonly isolation = 'soft';

  constructor(scope: Construct, id: string, props: MeshRootProps) {
    super(scope, id);
    const where = pathInChart(this);
    joinUnit(this, TRUST_UNIT);
    refuseSecond(this);
    const { ref, life } = rootParent(this, props.source);
    this.issuerRef = ref;
    this.life = life;
    new SoftSigner(this, 'Platform', {
      name: MESH_ROOT.platformSigner,
      source: { kind: 'intermediate-of-root', root: this },
      life: intermediateLife(where, props.platformLifetime ?? {}),
    });
    new TrustBundle(this, 'Bundle', {
      name: MESH_ROOT.configMap,
      sourceSecret: { name: publicPartIn(props.source), key: 'ca.crt' },
      key: MESH_ROOT.configMapKey,
      targetNamespace: props.publishTo ?? 'flux-system',
      labels: { 'reconcile.fluxcd.io/watch': 'Enabled' },
    });
  }
}

/** Secret with the public part of the root. A private CA gives it with each certificate, so with the platform's. */
function publicPartIn(source: RootSource): string {
  return source.kind === 'aws-pca' ? `${MESH_ROOT.platformSigner}-ca` : MESH_ROOT.secretName;
}

function rootParent(scope: Construct, source: RootSource): Parent {
  const { namespace, secretName, issuer: name } = MESH_ROOT;
  const byRoot = (life: IssuerLife | undefined): Parent => {
    const { ref } = new CaIssuer(scope, 'Issuer', { name, namespace, secretName });
    return { ref, ...(life === undefined ? {} : { life }) };
  };
  switch (source.kind) {
    case 'imported':
      needSecret(scope, { namespace, name: secretName, keys: CA_KEYS, purpose: 'root CA of the mesh' });
      return byRoot(suppliedLife(scope.node.path, 'the mesh root', source.lifetime));
    case 'self-signed':
      return byRoot(selfSignedRoot(scope, source, { namespace, secretName, name }).life);
    case 'aws-pca':
      return privateCa(scope, 'Issuer', { name, namespace, source });
  }
}

/** Makes a root for development. It is never renewed by itself, since every chain below it would break. */
export function selfSignedRoot(
  scope: Construct,
  source: SelfSignedSource,
  at: { readonly namespace: string; readonly secretName: string; readonly name: string },
): { readonly ref: IssuerRef; readonly life: IssuerLife } {
  refuseProduction(scope.node.path, source.development);
  const self = new SelfSignedIssuer(scope, 'SelfSigned', { name: `${at.name}-self-signed`, namespace: at.namespace });
  const root = new CaCertificate(scope, 'Root', {
    name: at.name,
    namespace: at.namespace,
    secretName: at.secretName,
    commonName: `${at.name} for development`,
    issuerRef: self.ref,
    renewal: 'Disabled',
    ...SELF_SIGNED_LIFE,
  });
  return { ref: self.ref, life: { name: 'the self-signed root', remaining: root.lifetime.duration } };
}

/** The literal type says it too; programs without types are told here. */
function refuseProduction(where: string, development: boolean): void {
  if (development) return;
  throw new MeshError({
    code: 'TM1506',
    where,
    field: 'source.development',
    what: 'a self-signed root lives and dies with the cluster, so it is for development',
    value: development,
    remedy: 'Write `development: true`, or supply a root with `{ kind: "imported" }`.',
  });
}

function refuseSecond(root: MeshRoot): void {
  const top = root.node.scopes[1] ?? root;
  const [before] = ROOTS.get(top);
  if (before !== undefined) {
    throw new MeshError({
      code: 'TM1509',
      where: root.node.path,
      what: `a mesh has one root, and "${before}" already is it; proxies below different roots cannot speak to each other`,
      remedy: 'Use the first one.',
    });
  }
  ROOTS.add(top, root.node.path);
}
