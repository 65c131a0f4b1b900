import type { AwsComponent } from '../component.js';
import { certManagerDnsStatements, externalDnsStatements, zoneArn } from '../policy/dns.js';
import { loadBalancerControllerStatements } from '../policy/load-balancer-controller.js';
import type { ControlPlane } from './control-plane.js';
import type { EksClusterProps } from './props.js';
import { makePodRole } from './roles.js';

/** Gives identities to controllers that the platform installs from Git, by the service accounts of their charts. */
export function makeControllerRoles(owner: AwsComponent, plane: ControlPlane, props: EksClusterProps): void {
  const { region, clusterName } = props.network;
  const cluster = { ...plane, region };
  if (props.compute.kind !== 'auto') {
    makePodRole(owner, cluster, {
      id: 'load-balancers',
      description: 'AWS load balancer controller',
      namespace: 'kube-system',
      serviceAccount: 'aws-load-balancer-controller',
      statements: loadBalancerControllerStatements(region, clusterName),
    });
  }
  const zones = (props.hostedZoneIds ?? []).map((id) => zoneArn(region, id));
  if (zones.length === 0) return;
  makePodRole(owner, cluster, {
    id: 'external-dns',
    description: 'external-dns',
    namespace: 'external-dns',
    serviceAccount: 'external-dns',
    statements: externalDnsStatements(zones),
  });
  makePodRole(owner, cluster, {
    id: 'cert-manager',
    description: 'cert-manager, for challenges by DNS',
    namespace: 'cert-manager',
    serviceAccount: 'cert-manager',
    statements: certManagerDnsStatements(region, zones),
  });
}
