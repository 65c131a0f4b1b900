import type { Input } from '@pulumi/pulumi';
import type { CommonProps } from '../component.js';
import type { TenantIdentity } from './tenant-identity.js';

/** What a tenant does with data. */
export type DataAccess = 'read' | 'read-write';

/** Objects of a tenant in S3. */
export type TenantBucket =
  /** A bucket of its own, which is made. */
  | {
      readonly kind: 'own';
      /** Name of the bucket, which holds the name of the tenant, and which no other account of AWS has taken. */
      readonly bucketName: string;
      /** What the tenant does with it. @default 'read-write' */
      readonly access?: DataAccess;
    }
  /** What begins with `<tenant>/` in a bucket that tenants share and that somebody else made. */
  | {
      readonly kind: 'prefix';
      /** Name of the bucket. */
      readonly bucketName: string;
      /** What the tenant does with its part. @default 'read-write' */
      readonly access?: DataAccess;
    };

/** Type of a key in DynamoDB: text, number or bytes. */
export type KeyType = 'S' | 'N' | 'B';

/** Items of a tenant in DynamoDB. */
export type TenantTable =
  /** A table of its own, named `<tenant>-<id>`, which is made. */
  | {
      readonly kind: 'own';
      /** Partition key. */
      readonly hashKey: { readonly name: string; readonly type: KeyType };
      /** Sort key. @default - none */
      readonly rangeKey?: { readonly name: string; readonly type: KeyType };
      /** Attribute that holds the time at which an item is deleted. @default - items stay */
      readonly ttlAttribute?: string;
      /** What the tenant does with it. @default 'read-write' */
      readonly access?: DataAccess;
    }
  /** Items whose partition key is `<tenant>` or begins with `<tenant>#`, in a table that tenants share. */
  | {
      readonly kind: 'leading-keys';
      /** Name of the table, in the account and region of the cluster. */
      readonly tableName: string;
      /** What the tenant does with its part. @default 'read-write' */
      readonly access?: DataAccess;
    };

/** A model of Bedrock that a tenant may ask. */
export type TenantModel =
  /** A model in the region of the cluster. */
  | { readonly kind: 'foundation-model'; readonly modelId: string }
  /** A profile that AWS keeps, such as `eu.anthropic.claude-sonnet-4-20250514-v1:0`, which asks a model in one of several regions. */
  | { readonly kind: 'inference-profile'; readonly profileId: string; readonly regions: readonly string[] };

/** A repository of images of a tenant, named `<tenant>/<id>`. */
export interface TenantRepository {
  /**
   * ARNs of roles that push images, such as that of the tenant's builds.
   * @default - whoever has rights in the account
   */
  readonly pushRoleArns?: readonly Input<string>[];
  /**
   * How many images are kept.
   * @default 50
   */
  readonly keepImages?: number;
}

/** Props of {@link TenantData}. */
export interface TenantDataProps extends CommonProps {
  /** Who uses the data. */
  readonly identity: TenantIdentity;
  /**
   * Objects in S3, by a name of yours.
   * @default - none
   */
  readonly buckets?: Readonly<Record<string, TenantBucket>>;
  /**
   * Items in DynamoDB, by a name of yours.
   * @default - none
   */
  readonly tables?: Readonly<Record<string, TenantTable>>;
  /**
   * Models of Bedrock.
   * @default - none
   */
  readonly models?: readonly TenantModel[];
  /**
   * Repositories of images, by the last part of their names.
   * @default - none
   */
  readonly repositories?: Readonly<Record<string, TenantRepository>>;
}
