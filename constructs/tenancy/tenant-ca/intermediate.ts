import type { Construct } from 'constructs';
import { contribute, goDuration, refuse, type GoDuration } from '../../../lib/model/index.js';
import {
  CaCertificate,
  issuerSigner,
  lifetime,
  PrivateCaIssuer,
  refuseOutliving,
  VaultIssuer,
  type IssuerLife,
  type IssuerRef,
  type Lifetime,
  type LifetimeProps,
} from '../../cert-manager/index.js';
import { MESH_ROOT } from './names.js';
import type { AwsPcaSource, IntermediateSource, VaultSource } from './source.js';

/** Life of the certificates that istiod asks for on behalf of proxies. */
export const WORKLOAD_LIFE = '24h';

/** Defaults of an intermediate: a year, renewed with 90 days left. */
export const INTERMEDIATE_LIFE: LifetimeProps = { duration: '8760h', renewBefore: '2160h' };

/** Parses the life of an intermediate and refuses one below which workload certificates could outlive it. */
export function intermediateLife(
  where: string,
  props: Partial<LifetimeProps> & { workloadDuration?: string },
): Lifetime {
  const life = lifetime(where, {
    duration: props.duration ?? INTERMEDIATE_LIFE.duration,
    renewBefore: props.renewBefore ?? INTERMEDIATE_LIFE.renewBefore,
  });
  const leaf = goDuration(props.workloadDuration ?? WORKLOAD_LIFE, { where, field: 'workloadDuration' });
  refuseOutliving(where, 'workloadDuration', leaf, { name: 'the intermediate', remaining: life.renewBefore });
  return life;
}

/** The issuer above a CA, and how long it lives where that is known. */
export interface Parent {
  readonly ref: IssuerRef;
  readonly life?: IssuerLife;
}

/** Makes, or finds, the issuer that signs an intermediate. */
export function parentOf(
  scope: Construct,
  name: string,
  source: IntermediateSource | AwsPcaSource | VaultSource,
  namespace: string,
): Parent {
  const where = scope.node.path;
  switch (source.kind) {
    case 'intermediate-of-root':
      return { ref: source.root.issuerRef, ...(source.root.life === undefined ? {} : { life: source.root.life }) };
    case 'aws-pca':
      return privateCa(scope, 'Upstream', { name: `${name}-upstream`, namespace, source });
    case 'vault':
      refuseLeafPath(where, source.path);
      return { ref: new VaultIssuer(scope, 'Upstream', { ...source, name: `${name}-upstream`, namespace }).ref };
  }
}

/** Makes the issuer by which a private CA signs intermediates, with no CA below them. */
export function privateCa(
  scope: Construct,
  id: string,
  at: { readonly name: string; readonly namespace: string; readonly source: AwsPcaSource },
): Parent {
  const { name, namespace, source } = at;
  refuseLeafOnly(scope.node.path, source);
  const { ref } = new PrivateCaIssuer(scope, id, {
    name,
    namespace,
    arn: source.arn,
    region: source.region,
    templateName: 'SubordinateCACertificate_PathLen0/V1',
  });
  const life = suppliedLife(scope.node.path, 'the private CA', source.lifetime);
  return { ref, ...(life === undefined ? {} : { life }) };
}

/** Has cert-manager approve what is asked of an issuer; nothing is signed that nobody approved. */
export function approveIssuer(scope: Construct, tenant: string, ref: IssuerRef, namespace: string): void {
  contribute(scope, { kind: 'approved-issuer', tenant, signer: issuerSigner(ref, namespace) });
}

function refuseLeafOnly(where: string, source: AwsPcaSource): void {
  // Programs without types can pass what the union forbids, and the mistake would show only when nothing is issued.
  const mode: string = source.mode;
  if (mode !== 'general-purpose') {
    refuse(
      'TM1505',
      { where, field: 'source.mode' },
      'a private CA in short-lived mode signs for seven days at most and no CA at all',
      mode,
      'Write "general-purpose", or use kind "aws-pca-leaf" with hard isolation.',
    );
  }
  if (!Number.isInteger(source.pathLength) || source.pathLength < 1) {
    refuse(
      'TM1505',
      { where, field: 'source.pathLength' },
      'a private CA of this path length may have no CA below it',
      source.pathLength,
      'Use a private CA with a path length of 1 or more.',
    );
  }
}

function refuseLeafPath(where: string, path: string): void {
  if (/^[^/].*\/sign-intermediate$/.test(path) && !path.split('/').includes('..')) return;
  refuse(
    'TM1508',
    { where, field: 'source.path' },
    'this path of Vault signs leaves, not a CA',
    path,
    'Write a path such as "pki/root/sign-intermediate".',
  );
}

/** Props of {@link makeIntermediate}. */
export interface IntermediateProps {
  readonly name: string;
  readonly namespace: string;
  readonly secretName: string;
  readonly commonName: string;
  readonly life: Lifetime;
  readonly parent: Parent;
}

/** Makes the Certificate of an intermediate, below `scope`, after comparing its life with that of its parent. */
export function makeIntermediate(scope: Construct, props: IntermediateProps): void {
  if (props.parent.life !== undefined)
    refuseOutliving(scope.node.path, 'duration', props.life.duration, props.parent.life);
  new CaCertificate(scope, 'Certificate', {
    name: props.name,
    namespace: props.namespace,
    secretName: props.secretName,
    commonName: props.commonName,
    issuerRef: props.parent.ref,
    ...props.life,
  });
  // The Platform approves the issuer of the mesh root by itself.
  const { ref } = props.parent;
  if (ref.name !== MESH_ROOT.issuer) approveIssuer(scope, props.name, ref, props.namespace);
}

/** How long a supplied CA lives, where it is said. */
export function suppliedLife(where: string, name: string, text: string | undefined): IssuerLife | undefined {
  if (text === undefined) return undefined;
  const remaining: GoDuration = goDuration(text, { where, field: 'source.lifetime' });
  return { name, remaining };
}

/** Keys of a Secret that holds a CA. */
export const CA_KEYS = ['tls.crt', 'tls.key', 'ca.crt'] as const;

/** Whether a namespace holds the signers of the mesh. */
export function isMeshNamespace(namespace: string): boolean {
  return namespace === MESH_ROOT.namespace;
}
