import { Config } from '@pulumi/pulumi';
import { recordPulumi, type Recording } from 'tenant-mesh/testing/pulumi';
import { eks, type EksProgram } from '../../stacks/pulumi/eks.js';

const PARENT = 'arn:aws:acm-pca:eu-central-1:123456789012:certificate-authority/11111111-2222-3333-4444-555555555555';
const CONFIG = {
  administratorArn: 'arn:aws:iam::123456789012:role/platform',
  hostedZoneId: 'Z0123456789ABCDEFGHIJ',
  'git.identity': 'key',
  'git.known_hosts': 'hosts',
};

async function run(config: Readonly<Record<string, string>>): Promise<{ recording: Recording; program: EksProgram }> {
  const made: EksProgram[] = [];
  const recording = await recordPulumi(
    () => {
      made.push(eks(new Config()));
    },
    { stack: 'eks-prod', config: { ...CONFIG, ...config } },
  );
  const [program] = made;
  if (program === undefined) throw new Error('The program made nothing.');
  return { recording, program };
}

const CERTIFICATES = 'kubernetes:cert-manager.io/v1:Certificate';

describe('the program for EKS with a root that AWS keeps', () => {
  let recording: Recording;

  beforeAll(async () => {
    ({ recording } = await run({ meshCa: 'root' }));
  }, 240_000);

  it('makes a CA that signs itself, and asks nobody for a root', () => {
    expect(recording.get('mesh-ca', 'aws:acmpca/certificateAuthority:CertificateAuthority').inputs).toMatchObject({
      type: 'ROOT',
      usageMode: 'GENERAL_PURPOSE',
    });
    expect(recording.ofType('kubernetes:core/v1:Secret').map(({ name }) => name)).not.toContainEqual(
      expect.stringContaining('mesh-root-ca'),
    );
  });

  it('has intermediates of platform and tenants signed by that CA, by a template that allows no CA below them', () => {
    const [issuer, ...more] = recording.ofType('kubernetes:awspca.cert-manager.io/v1beta1:AWSPCAIssuer');
    expect(more).toEqual([]);
    expect(issuer?.inputs['spec']).toEqual({
      arn: expect.stringMatching(/^arn:aws:acm-pca:.*mesh-ca$/) as string,
      region: 'eu-central-1',
      pcaTemplate: { defaultTemplateName: 'SubordinateCACertificate_PathLen0/V1' },
    });
    const signed = recording
      .ofType(CERTIFICATES)
      .map(({ inputs }) => inputs['spec'] as { readonly isCA?: boolean; readonly issuerRef: object })
      .filter(({ isCA }) => isCA === true);
    expect(signed).toHaveLength(3);
    for (const { issuerRef } of signed) {
      expect(issuerRef).toEqual({ name: 'mesh-root', kind: 'AWSPCAIssuer', group: 'awspca.cert-manager.io' });
    }
  });

  it('gives the issuer an identity that may ask this CA for intermediates alone', () => {
    const policy = JSON.stringify(recording.get('mesh-issuer', 'aws:iam/rolePolicy:RolePolicy').inputs['policy']);
    expect(policy).toContain('acm-pca:IssueCertificate');
    expect(policy).toContain('SubordinateCACertificate_PathLen0/V1');
    expect(policy).not.toContain('EndEntityCertificate');
    expect(recording.get('mesh-issuer', 'aws:eks/podIdentityAssociation:PodIdentityAssociation').inputs).toMatchObject({
      namespace: 'cert-manager',
      serviceAccount: 'aws-privateca-issuer',
    });
  });

  it('asks for nothing before the CA is active and the issuer is installed', () => {
    for (const { name, type } of recording.ofType(CERTIFICATES)) {
      if (!name.includes('/Root/')) continue;
      expect(recording.before(name, type)).toEqual(
        expect.arrayContaining([
          'mesh-ca',
          'mesh-issuer',
          'eks-prod/platform/cert-manager/AwsPrivateCaIssuer/Resource/Resource',
          'eks-prod/platform/trust/Root/Issuer/Resource',
        ]),
      );
    }
  });
});

describe('the setting meshCa', () => {
  it('gives Flux the ARN where the platform comes from Git', async () => {
    const { recording, program } = await run({ meshCa: PARENT, git: 'true' });
    expect(recording.get('eks-prod/cluster-facts').inputs['data']).toMatchObject({
      mesh_ca_arn: expect.stringMatching(/mesh-ca$/) as string,
    });
    expect(program.meshCa?.source).toMatchObject({ mode: 'general-purpose', pathLength: 1, lifetime: '43800h' });
    expect(recording.get('mesh-ca', 'aws:acmpca/certificate:Certificate').inputs).toMatchObject({
      certificateAuthorityArn: PARENT,
      templateArn: 'arn:aws:acm-pca:::template/SubordinateCACertificate_PathLen1/V1',
    });
  }, 240_000);

  it('is refused where it names no CA', async () => {
    await expect(run({ meshCa: 'yes' })).rejects.toThrow(
      '"yes" is no CA; set `meshCa` to root, or to the ARN of the CA in ACM PCA above the mesh.',
    );
  }, 120_000);
});
