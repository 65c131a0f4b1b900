import { resources, type PolicyDefinition } from '../policy.js';

/**
 * No service account of a tenant asks the cluster for a certificate, whatever signer it names.
 *
 * A request belongs to the cluster, so the namespaces of tenants come to the policy as its parameters.
 */
export const tenantRequests: PolicyDefinition = {
  name: 'tenant-requests',
  code: 'TM6013',
  scope: 'cluster',
  params: 'tenant-namespaces',
  rules: [resources('certificates.k8s.io', ['certificatesigningrequests'], ['CREATE'])],
  body: () => ({
    checks: [
      {
        kind: 'holds',
        expression: '!request.userInfo.username.startsWith("system:serviceaccount:" + params.metadata.name + ":")',
        what: 'a service account of a tenant asks the cluster for a certificate',
        remedy: 'Use the certificate that the proxy holds, or an Issuer of the own namespace.',
      },
    ],
  }),
};
