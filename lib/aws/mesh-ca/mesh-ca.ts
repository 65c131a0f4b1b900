import type { ComponentResourceOptions, Output, Resource } from '@pulumi/pulumi';
import { MeshError } from '../../model/index.js';
import { fact } from '../../pulumi/index.js';
import { makePodRole } from '../cluster/roles.js';
import { AwsComponent } from '../component.js';
import { issuedTemplates, makeAuthority, validityYears } from './authority.js';
import type { MeshCaProps, PcaAboveIntermediates, PcaOfLeaves, SourceOf } from './props.js';

/** CAs below a root: its certificate sets no limit, and a mesh has tenants' intermediates and nothing deeper. */
const BELOW_ROOT = 1;
const HOURS_OF_YEAR = 8760;

/**
 * A CA of ACM PCA for the mesh, and the identity by which aws-privateca-issuer asks it. `source` is what constructs
 * take: a CA in short-lived mode yields one that no intermediate can be made from.
 *
 * @see https://docs.aws.amazon.com/privateca/latest/userguide/short-lived-certificates.html
 */
export class MeshCa<P extends MeshCaProps = MeshCaProps> extends AwsComponent {
  /** ARN of the CA. */
  readonly arn: Output<string>;
  /** What constructs take as the source of a CA; its ARN is a fact named `<component>_ca_arn`. */
  readonly source: SourceOf<P>;
  /** What must stand before a certificate is asked for. */
  readonly ready: Resource;

  /**
   * @param name - name of the component in the stack
   * @param props - which kind of CA
   * @param options - options of the component
   */
  constructor(name: string, props: P, options: ComponentResourceOptions = {}) {
    super('MeshCa', name, props, options);
    checkProps(this.where, props);
    const { cluster, issuer } = props;
    const { arn, active } = makeAuthority(this, props);
    this.arn = arn;
    this.ready = active;
    makePodRole(this, cluster, {
      id: 'issuer',
      description: 'aws-privateca-issuer',
      namespace: issuer?.namespace ?? 'cert-manager',
      serviceAccount: issuer?.serviceAccount ?? 'aws-privateca-issuer',
      statements: [
        {
          sid: 'Ask',
          actions: ['acm-pca:IssueCertificate'],
          resources: [arn],
          conditions: { ArnEquals: { 'acm-pca:TemplateArn': issuedTemplates(cluster.region, props) } },
        },
        { sid: 'Read', actions: ['acm-pca:DescribeCertificateAuthority', 'acm-pca:GetCertificate'], resources: [arn] },
      ],
    });
    this.source = this.sourceFor(props);
    this.registerOutputs({ arn });
  }

  private sourceFor(props: P): SourceOf<P> {
    const { region } = props.cluster;
    const sample = `arn:aws:acm-pca:${region}:123456789012:certificate-authority/00000000-0000-0000-0000-000000000000`;
    const arn = fact(this.arn, { name: `${this.name.replaceAll('-', '_')}_ca_arn`, sample });
    const source: PcaAboveIntermediates | PcaOfLeaves =
      props.kind === 'leaf-issuer'
        ? { kind: 'aws-pca-leaf', arn, region, mode: 'short-lived' }
        : {
            kind: 'aws-pca',
            arn,
            region,
            mode: 'general-purpose',
            pathLength: props.kind === 'root' ? BELOW_ROOT : props.pathLength,
            lifetime: `${validityYears(props) * HOURS_OF_YEAR}h`,
          };
    // The branch above follows the kind that the type decides by; the compiler cannot relate the two.
    return source as SourceOf<P>;
  }
}

/** The types allow none of these; programs without types are told here. */
function checkProps(where: string, props: MeshCaProps): void {
  const { commonName } = props;
  if (commonName.length === 0 || commonName.length > 64) {
    throw new MeshError({
      code: 'TM7112',
      where,
      field: 'commonName',
      what: 'a common name has 1 to 64 characters',
      value: commonName,
      remedy: 'Write for instance "mesh root".',
    });
  }
  if (props.kind !== 'subordinate' || [1, 2, 3].includes(props.pathLength)) return;
  throw new MeshError({
    code: 'TM7112',
    where,
    field: 'pathLength',
    what: 'no intermediate of a tenant may stand below a CA with this path length',
    value: props.pathLength,
    remedy: 'Write 1, 2 or 3, or `kind: "leaf-issuer"` for a CA that signs workload certificates itself.',
  });
}
