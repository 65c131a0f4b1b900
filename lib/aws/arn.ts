import type { Output } from '@pulumi/pulumi';
import { MeshError } from '../model/index.js';

/** Partition of AWS that a region belongs to, as ARNs name it. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return 'aws';
}

/** ARN of a policy that AWS keeps. */
export function managedPolicy(region: string, name: string): string {
  return `arn:${partitionOf(region)}:iam::aws:policy/${name}`;
}

/** Account that an ARN belongs to. */
export function accountOf(arn: Output<string>): Output<string> {
  return arn.apply((text) => text.split(':')[4] ?? '');
}

/** A region of AWS, refused when it is none. */
export function regionName(region: string, where: string, field = 'region'): string {
  if (/^[a-z]{2}(-[a-z]+)+-[0-9]$/.test(region)) return region;
  throw new MeshError({
    code: 'TM7102',
    where,
    field,
    what: 'not an AWS region',
    value: region,
    remedy: 'Write for instance "eu-central-1".',
  });
}
