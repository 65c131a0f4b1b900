import type { ComponentResourceOptions } from '@pulumi/pulumi';
import type { AwsEgressNeeds } from '../../../constructs/eks/index.js';
import { dnsLabel } from '../../model/index.js';
import { AwsComponent } from '../component.js';
import { addBucket } from './buckets.js';
import type { TenantDataProps } from './data-props.js';
import { modelStatements } from './models.js';
import { addRepository } from './repositories.js';
import { addTable } from './tables.js';

/** What a tenant keeps at AWS, and the rights of its identity on exactly that. */
export class TenantData extends AwsComponent {
  /**
   * What the tenant's namespace needs outside the mesh, for `openAwsEgress(tenant.namespace, data.egress)`. Where STS
   * and Bedrock are reached inside the VPC, add `endpointCidrs`.
   */
  readonly egress: AwsEgressNeeds;

  /**
   * @param name - name of the component in the stack, usually that of the tenant
   * @param props - what the tenant keeps
   * @param options - options of the component
   */
  constructor(name: string, props: TenantDataProps, options: ComponentResourceOptions = {}) {
    super('TenantData', name, props, options);
    const { identity, buckets = {}, tables = {}, models = [], repositories = {} } = props;
    const { tenant, cluster } = identity;
    const { region, clusterArn } = cluster;
    const place = { tenant, region, clusterArn };
    const rights = {
      s3: entriesOf(this, 'buckets', buckets).flatMap(([id, bucket]) => addBucket(this, { id, bucket, ...place })),
      dynamodb: entriesOf(this, 'tables', tables).flatMap(([id, table]) => addTable(this, { id, table, ...place })),
      bedrock: modelStatements(models, { where: this.where, region, clusterArn }),
    };
    for (const [id, statements] of Object.entries(rights)) if (statements.length > 0) identity.allow(id, statements);
    for (const [id, repository] of entriesOf(this, 'repositories', repositories)) {
      addRepository(this, tenant, id, repository);
    }
    this.egress = {
      region,
      credentials: identity.credentials,
      buckets: [...new Set(Object.values(buckets).map(({ bucketName }) => bucketName))].sort(),
      dynamodb: rights.dynamodb.length > 0,
      bedrock: rights.bedrock.length > 0,
    };
    this.registerOutputs({});
  }
}

/** What was given by names, which become parts of names at AWS. */
function entriesOf<T>(owner: AwsComponent, field: string, given: Readonly<Record<string, T>>): readonly [string, T][] {
  for (const id of Object.keys(given)) dnsLabel(id, { where: owner.where, field: `${field}.${id}` }, 30);
  return Object.entries(given);
}
