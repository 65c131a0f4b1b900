import type { Input, Output } from '@pulumi/pulumi';
import { partitionOf } from '../arn.js';
import { pulumi } from '../sdk.js';
import type { Statement } from './document.js';

/** ARN of a hosted zone. */
export function zoneArn(region: string, zoneId: Input<string>): Output<string> {
  return pulumi.interpolate`arn:${partitionOf(region)}:route53:::hostedzone/${zoneId}`;
}

/**
 * What external-dns may do: change records of these zones. Zones are listed to find theirs by name.
 *
 * @see https://kubernetes-sigs.github.io/external-dns/latest/docs/tutorials/aws/
 */
export function externalDnsStatements(zones: readonly Input<string>[]): readonly Statement[] {
  return [
    {
      sid: 'ChangeRecords',
      actions: ['route53:ChangeResourceRecordSets', 'route53:ListResourceRecordSets', 'route53:ListTagsForResources'],
      resources: zones,
    },
    { sid: 'FindZones', actions: ['route53:ListHostedZones'], resources: ['*'] },
  ];
}

/**
 * What cert-manager may do: write the TXT records by which a domain is proved, and no other record.
 *
 * @see https://cert-manager.io/docs/configuration/acme/dns01/route53/
 */
export function certManagerDnsStatements(region: string, zones: readonly Input<string>[]): readonly Statement[] {
  return [
    {
      sid: 'AnswerChallenges',
      actions: ['route53:ChangeResourceRecordSets'],
      resources: zones,
      conditions: {
        'ForAllValues:StringEquals': { 'route53:ChangeResourceRecordSetsRecordTypes': ['TXT'] },
        'ForAllValues:StringLike': { 'route53:ChangeResourceRecordSetsNormalizedRecordNames': ['_acme-challenge.*'] },
      },
    },
    { sid: 'ReadRecords', actions: ['route53:ListResourceRecordSets'], resources: zones },
    {
      sid: 'AwaitChanges',
      actions: ['route53:GetChange'],
      resources: [`arn:${partitionOf(region)}:route53:::change/*`],
    },
    { sid: 'FindZones', actions: ['route53:ListHostedZonesByName'], resources: ['*'] },
  ];
}
