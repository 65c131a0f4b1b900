import type { Output } from '@pulumi/pulumi';
import { accountOf, partitionOf } from '../arn.js';
import type { AwsComponent } from '../component.js';
import type { Statement } from '../policy/document.js';
import { aws } from '../sdk.js';
import { sidOf } from './buckets.js';
import type { DataAccess, TenantTable } from './data-props.js';

/** A tenant's part of DynamoDB. */
export interface TablePlan {
  readonly id: string;
  readonly tenant: string;
  readonly region: string;
  readonly clusterArn: Output<string>;
  readonly table: TenantTable;
}

const READ = ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'] as const;
const WRITE = ['dynamodb:BatchWriteItem', 'dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'] as const;

/** Makes the table where it is the tenant's own, and says what the tenant may do. */
export function addTable(owner: AwsComponent, plan: TablePlan): readonly Statement[] {
  const { table, id } = plan;
  const { access = 'read-write' } = table;
  switch (table.kind) {
    case 'own': {
      const arn = makeTable(owner, plan, table);
      const actions = ['dynamodb:DescribeTable', 'dynamodb:Scan', ...itemActions(access)].sort();
      return [{ sid: sidOf('Use', id), actions, resources: [arn] }];
    }
    case 'leading-keys':
      return [leadingKeys(plan, table.tableName, access)];
  }
}

function itemActions(access: DataAccess): readonly string[] {
  return access === 'read' ? READ : [...READ, ...WRITE].sort();
}

/**
 * A scan has no leading key and would read the items of all, so it is not among the actions; and a request without a
 * key must not pass a condition on all of none, so there must be one.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
function leadingKeys(plan: TablePlan, tableName: string, access: DataAccess): Statement {
  const { id, tenant, region, clusterArn } = plan;
  const arn = accountOf(clusterArn).apply(
    (account) => `arn:${partitionOf(region)}:dynamodb:${region}:${account}:table/${tableName}`,
  );
  return {
    sid: sidOf('Use', id),
    actions: itemActions(access),
    resources: [arn],
    conditions: {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [tenant, `${tenant}#*`] },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    },
  };
}

function makeTable(
  owner: AwsComponent,
  plan: TablePlan,
  { hashKey, rangeKey, ttlAttribute }: Extract<TenantTable, { kind: 'own' }>,
): Output<string> {
  const id = `table-${plan.id}`;
  const keys = [hashKey, ...(rangeKey === undefined ? [] : [rangeKey])];
  const inputs = {
    name: `${plan.tenant}-${plan.id}`,
    billingMode: 'PAY_PER_REQUEST',
    hashKey: hashKey.name,
    ...(rangeKey === undefined ? {} : { rangeKey: rangeKey.name }),
    attributes: keys.map(({ name, type }) => ({ name, type })),
    ...(ttlAttribute === undefined ? {} : { ttl: { enabled: true, attributeName: ttlAttribute } }),
    pointInTimeRecovery: { enabled: true },
    serverSideEncryption: { enabled: true },
    deletionProtectionEnabled: owner.keeps,
    tags: owner.tagged(id),
  };
  return new (aws('dynamodb').Table)(owner.child(id), inputs, owner.kept()).arn;
}
