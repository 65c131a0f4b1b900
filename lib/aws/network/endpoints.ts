import type { Input, Output } from '@pulumi/pulumi';
import type { AwsComponent } from '../component.js';
import { aws } from '../sdk.js';

/** Where endpoints are made. */
interface EndpointPlan {
  readonly region: string;
  readonly vpcId: Input<string>;
  readonly cidrBlock: string;
  readonly privateSubnetIds: readonly Output<string>[];
  readonly routeTables: readonly Output<string>[];
  readonly of: readonly string[] | undefined;
}

/** Images, tokens and layers come through these, whatever becomes of a NAT gateway. */
const INTERFACES = ['ecr.api', 'ecr.dkr', 'sts'] as const;

/** Endpoints of AWS services inside the VPC: those of S3 and DynamoDB are routes and cost nothing. */
export function addEndpoints(owner: AwsComponent, plan: EndpointPlan): void {
  const ec2 = aws('ec2');
  for (const service of ['s3', 'dynamodb']) {
    const inputs = {
      vpcId: plan.vpcId,
      serviceName: `com.amazonaws.${plan.region}.${service}`,
      vpcEndpointType: 'Gateway',
      routeTableIds: [...plan.routeTables],
      tags: owner.tagged(service),
    };
    new ec2.VpcEndpoint(owner.child(service), inputs, owner.below());
  }
  const services = plan.of ?? INTERFACES;
  if (services.length === 0) return;
  const securityGroup = endpointGroup(owner, plan);
  for (const service of services) {
    const id = service.replaceAll('.', '-');
    const inputs = {
      vpcId: plan.vpcId,
      serviceName: `com.amazonaws.${plan.region}.${service}`,
      vpcEndpointType: 'Interface',
      privateDnsEnabled: true,
      subnetIds: [...plan.privateSubnetIds],
      securityGroupIds: [securityGroup],
      tags: owner.tagged(id),
    };
    new ec2.VpcEndpoint(owner.child(id), inputs, owner.below());
  }
}

/** Endpoints are reached from inside the VPC alone, and call nobody. */
function endpointGroup(owner: AwsComponent, { vpcId, cidrBlock }: EndpointPlan): Output<string> {
  const id = 'endpoints';
  const group = new (aws('ec2').SecurityGroup)(
    owner.child(id),
    { vpcId, description: 'Endpoints of AWS services', tags: owner.tagged(id) },
    owner.below(),
  );
  const rule = {
    securityGroupId: group.id,
    description: 'TLS from inside the VPC',
    ipProtocol: 'tcp',
    fromPort: 443,
    toPort: 443,
    cidrIpv4: cidrBlock,
    tags: owner.tagged(`${id}-tls`),
  };
  new (aws('vpc').SecurityGroupIngressRule)(owner.child(`${id}-tls`), rule, owner.below());
  return group.id;
}
