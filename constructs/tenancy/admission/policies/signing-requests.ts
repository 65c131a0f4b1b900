import { text } from '../cel.js';
import { resources, type PolicyCheck, type PolicyDefinition } from '../policy.js';

const USER = 'request.userInfo.username';
const CERT_MANAGER = 'system:serviceaccount:cert-manager:cert-manager';

/**
 * Requests to the signers of the mesh are istiod's to make and to approve, and cert-manager's to answer.
 *
 * They belong to the cluster, so the policy goes by who asks and which signer is named.
 */
export const signingRequests: PolicyDefinition = {
  name: 'signing-requests',
  code: 'TM6004',
  scope: 'cluster',
  rules: [
    resources('certificates.k8s.io', [
      'certificatesigningrequests',
      'certificatesigningrequests/approval',
      'certificatesigningrequests/status',
    ]),
  ],
  body: ({ signerNamespace }) => ({
    variables: [
      { name: 'part', expression: 'has(request.subResource) ? request.subResource : ""' },
      {
        name: 'certManager',
        expression: 'object.spec.signerName.matches("^(cluster)?issuers[.]cert-manager[.]io/")',
      },
      {
        name: 'mesh',
        expression: `object.spec.signerName.startsWith(${text(`issuers.cert-manager.io/${signerNamespace}.`)})`,
      },
    ],
    checks: [...whoAsks(signerNamespace), ...whoAnswers(signerNamespace)],
  }),
};

const istiodOf = (signerNamespace: string): string => text(`system:serviceaccount:${signerNamespace}:istiod`);

function whoAsks(signerNamespace: string): readonly PolicyCheck[] {
  return [
    {
      kind: 'holds',
      expression: `request.operation != "CREATE" || !variables.certManager || variables.mesh`,
      what: `only signers in ${signerNamespace} answer signing requests`,
      remedy: `Write a signer issuers.cert-manager.io/${signerNamespace}.<tenant>.`,
    },
    {
      kind: 'holds',
      expression: `request.operation != "CREATE" || !variables.mesh || ${USER} == ${istiodOf(signerNamespace)}`,
      what: 'only istiod asks the signers of the mesh',
      remedy: 'Leave the request to istiod.',
    },
  ];
}

function whoAnswers(signerNamespace: string): readonly PolicyCheck[] {
  return [
    {
      kind: 'holds',
      expression: `variables.part != "approval" || !variables.mesh || ${USER} == ${istiodOf(signerNamespace)}`,
      what: 'only istiod approves requests to the signers of the mesh',
      remedy: 'Leave the approval to istiod.',
    },
    {
      kind: 'holds',
      expression: `variables.part != "status" || !variables.mesh || ${USER} == ${text(CERT_MANAGER)}`,
      what: 'only cert-manager signs for the mesh',
      remedy: 'Leave the certificate to cert-manager.',
    },
  ];
}
