import type { Input, Output, Resource } from '@pulumi/pulumi';
import { partitionOf } from '../arn.js';
import type { AwsComponent } from '../component.js';
import { aws } from '../sdk.js';
import type { MeshCaProps } from './props.js';

/** Template of ACM PCA by which the certificate of a CA is made: it fixes how many CAs may stand below. */
function templateOf(props: MeshCaProps): string {
  switch (props.kind) {
    case 'root':
      return 'RootCACertificate/V1';
    case 'subordinate':
      return `SubordinateCACertificate_PathLen${props.pathLength}/V1`;
    case 'leaf-issuer':
      return 'SubordinateCACertificate_PathLen0/V1';
  }
}

const YEARS = { root: 10, subordinate: 5, 'leaf-issuer': 3 } as const;

/** Years for which the certificate of a CA holds. */
export function validityYears(props: MeshCaProps): number {
  return props.validityYears ?? YEARS[props.kind];
}

const SIGNING = 'SHA256WITHECDSA';

/** Templates by which certificates are asked for, as aws-privateca-issuer chooses them. */
export function issuedTemplates(region: string, props: MeshCaProps): readonly string[] {
  const names =
    props.kind === 'leaf-issuer'
      ? ['BlankEndEntityCertificate_APICSRPassthrough/V1', 'EndEntityCertificate/V1']
      : ['SubordinateCACertificate_PathLen0/V1'];
  return names.map((name) => `arn:${partitionOf(region)}:acm-pca:::template/${name}`);
}

/** Makes a CA and has it signed, by itself or by its parent. */
export function makeAuthority(owner: AwsComponent, props: MeshCaProps): { arn: Output<string>; active: Resource } {
  const acmpca = aws('acmpca');
  const { commonName, organization } = props;
  const authority = new acmpca.CertificateAuthority(
    owner.child('ca'),
    {
      type: props.kind === 'root' ? 'ROOT' : 'SUBORDINATE',
      usageMode: props.kind === 'leaf-issuer' ? 'SHORT_LIVED_CERTIFICATE' : 'GENERAL_PURPOSE',
      keyStorageSecurityStandard: 'FIPS_140_2_LEVEL_3_OR_HIGHER',
      certificateAuthorityConfiguration: {
        keyAlgorithm: 'EC_prime256v1',
        signingAlgorithm: SIGNING,
        subject: { commonName, ...(organization === undefined ? {} : { organization }) },
      },
      permanentDeletionTimeInDays: 30,
      tags: owner.tagged('ca'),
    },
    owner.kept(),
  );
  const { arn } = authority;
  const parent: Input<string> = props.kind === 'root' ? arn : props.parentArn;
  const certificate = new acmpca.Certificate(
    owner.child('ca'),
    {
      certificateAuthorityArn: parent,
      certificateSigningRequest: authority.certificateSigningRequest,
      signingAlgorithm: SIGNING,
      templateArn: `arn:${partitionOf(props.cluster.region)}:acm-pca:::template/${templateOf(props)}`,
      validity: { type: 'YEARS', value: String(validityYears(props)) },
    },
    owner.kept(),
  );
  const installed = {
    certificateAuthorityArn: arn,
    certificate: certificate.certificate,
    ...(props.kind === 'root' ? {} : { certificateChain: certificate.certificateChain }),
  };
  const active = new acmpca.CertificateAuthorityCertificate(owner.child('ca'), installed, owner.below());
  return { arn, active };
}
