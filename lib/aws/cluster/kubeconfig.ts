import type { Output } from '@pulumi/pulumi';
import { pulumi } from '../sdk.js';
import type { ControlPlane } from './control-plane.js';

/**
 * Text of a kubeconfig. Tokens come from the AWS command line when they are asked for, with the credentials of whoever
 * asks, so that neither the text nor the state of the stack holds any.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/create-kubeconfig.html
 */
export function kubeconfigOf(plane: ControlPlane, region: string): Output<string> {
  const { clusterName: name, endpoint: server, certificateAuthority } = plane;
  return pulumi.jsonStringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server, 'certificate-authority-data': certificateAuthority } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
    users: [
      {
        name,
        user: {
          exec: {
            apiVersion: 'client.authentication.k8s.io/v1beta1',
            command: 'aws',
            args: ['eks', 'get-token', '--cluster-name', name, '--region', region, '--output', 'json'],
            interactiveMode: 'Never',
          },
        },
      },
    ],
  });
}
