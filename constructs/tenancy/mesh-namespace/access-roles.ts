import { Construct } from 'constructs';
import { RoleBindingV1, RoleV1, type PolicyRule } from '../../../lib/imports/kubernetes/index.js';
import type { AccessProps } from './props.js';

const READ = ['get', 'list', 'watch'] as const;

/** What a viewer reads: no Secret, and mesh objects without the right to change them. */
const VIEW: readonly PolicyRule[] = [
  {
    apiGroups: [''],
    resources: [
      'configmaps',
      'endpoints',
      'events',
      'limitranges',
      'pods',
      'resourcequotas',
      'serviceaccounts',
      'services',
    ],
    verbs: READ,
  },
  { apiGroups: ['apps'], resources: ['deployments', 'replicasets'], verbs: READ },
  { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs: READ },
  { apiGroups: ['policy'], resources: ['poddisruptionbudgets'], verbs: READ },
  { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: READ },
  { apiGroups: ['flagger.app'], resources: ['canaries', 'metrictemplates'], verbs: READ },
  {
    apiGroups: ['networking.istio.io'],
    resources: ['destinationrules', 'proxyconfigs', 'serviceentries', 'sidecars', 'virtualservices'],
    verbs: READ,
  },
  {
    apiGroups: ['security.istio.io'],
    resources: ['authorizationpolicies', 'peerauthentications', 'requestauthentications'],
    verbs: READ,
  },
];

/** What an operator may do beside: read logs and have a pod replaced. */
const OPERATE: readonly PolicyRule[] = [
  ...VIEW,
  { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
  { apiGroups: [''], resources: ['pods'], verbs: ['delete'] },
];

/** Props of {@link AccessRoles}. */
export interface AccessRolesProps {
  /** Namespace of the Roles. */
  readonly namespace: string;
  /** Groups they are bound to. */
  readonly access: AccessProps;
}

/**
 * Roles for people in one namespace. They stand in place of the built-in `view`, `edit` and `admin`, which grow with
 * every chart that is installed and then allow certificates and routes.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/
 */
export class AccessRoles extends Construct {
  constructor(scope: Construct, id: string, props: AccessRolesProps) {
    super(scope, id);
    this.role('viewer', props, VIEW, props.access.viewers ?? []);
    this.role('operator', props, OPERATE, props.access.operators ?? []);
  }

  private role(name: string, props: AccessRolesProps, rules: readonly PolicyRule[], groups: readonly string[]): void {
    const metadata = { name, namespace: props.namespace };
    new RoleV1(this, name, { metadata, rules });
    if (groups.length === 0) return;
    const apiGroup = 'rbac.authorization.k8s.io';
    new RoleBindingV1(this, `${name}-binding`, {
      metadata,
      roleRef: { apiGroup, kind: 'Role', name },
      subjects: groups.map((group) => ({ apiGroup, kind: 'Group', name: group })),
    });
  }
}
