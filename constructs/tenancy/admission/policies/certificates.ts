import { KEYS } from '../../../../lib/model/index.js';
import { namespaceList, ownService, ownServiceEndings } from '../cel.js';
import { resources, type PolicyCheck, type PolicyDefinition } from '../policy.js';

/** A tenant has certificates signed by issuers of its own namespace, for its own names, and never an identity of the mesh. */
export const certificates: PolicyDefinition = {
  name: 'certificates',
  code: 'TM6003',
  scope: 'tenants',
  rules: [resources('cert-manager.io', ['certificates', 'certificaterequests'])],
  body: ({ clusterDomain }) => ({
    variables: [
      ownServiceEndings(clusterDomain),
      { name: 'owned', expression: namespaceList(KEYS.hosts) },
      {
        name: 'names',
        expression: 'object.spec.?dnsNames.orValue([]) + (has(object.spec.commonName) ? [object.spec.commonName] : [])',
      },
    ],
    checks: CHECKS,
  }),
};

const CHECKS: readonly PolicyCheck[] = [
  {
    kind: 'holds',
    expression:
      'object.spec.issuerRef.?kind.orValue("Issuer") in ["", "Issuer"] && ' +
      'object.spec.issuerRef.?group.orValue("cert-manager.io") in ["", "cert-manager.io"]',
    what: 'the issuer belongs to the platform',
    remedy:
      'Leave certificates of gateways to the platform; an Issuer of this namespace signs once the platform approves it by name, in approveSignerNames.',
  },
  {
    kind: 'offenders',
    list: 'object.spec.?uris.orValue([]).filter(u, u.lowerAscii().startsWith("spiffe:"))',
    what: 'an identity of the mesh is asked for',
    remedy: 'Leave it out; a proxy gets its identity from its service account.',
  },
  {
    kind: 'holds',
    expression: '!object.spec.?isCA.orValue(false)',
    what: 'a certificate authority is asked for',
    remedy: 'Write isCA: false; certificate authorities come from the platform.',
  },
  {
    kind: 'offenders',
    list: `variables.names.filter(h, h == "" || !(h in variables.owned) && !${ownService('h')})`,
    what: 'the tenant does not own',
    remedy: `Write hosts that the annotation ${KEYS.hosts} of the Namespace lists, or Services of this namespace.`,
  },
  {
    kind: 'holds',
    expression: '!has(object.spec.literalSubject)',
    what: 'a literal subject hides the name it asks for',
    remedy: 'Write commonName or dnsNames.',
  },
];
