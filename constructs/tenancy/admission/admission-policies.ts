import { Construct } from 'constructs';
import {
  ValidatingAdmissionPolicyBindingV1,
  ValidatingAdmissionPolicyV1,
} from '../../../lib/imports/kubernetes/index.js';
import { dnsSubdomain, KEYS, MeshError } from '../../../lib/model/index.js';
import { clusterDomainOf, clusterOf, type Target } from '../../../lib/targets/index.js';
import { list } from './cel.js';
import type { PolicyContext, PolicyDefinition } from './policy.js';
import { bindingSpec, policySpec } from './render.js';
import { ADMISSION_POLICIES } from './table.js';

/**
 * Settings of {@link AdmissionPolicies}.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
export interface AdmissionPoliciesProps {
  /**
   * Users that apply the platform: they may write the mesh kinds of a tenant's namespace, share its Services, and mark
   * Namespaces. Every other policy holds for them too.
   * @default - the accounts of Flux's kustomize-controller and helm-controller in `flux-system`
   */
  readonly exemptUsers?: readonly string[];
  /**
   * Groups that may do the same.
   * @default ["system:masters"]
   */
  readonly exemptGroups?: readonly string[];
  /**
   * Namespace of istiod and of the signers of the mesh.
   * @default "istio-system"
   */
  readonly signerNamespace?: string;
  /**
   * PriorityClasses that pods of tenants may name. A class that is the default of the cluster belongs here, since
   * Kubernetes writes it into every pod that names none.
   * @default - none
   */
  readonly priorityClasses?: readonly string[];
  /**
   * Where the cluster runs. On EKS a pod may keep its proxy away from the Pod Identity address.
   * @default - that of the nearest Cluster; without one, nothing may be kept from a proxy
   */
  readonly target?: Target;
}

/** Accounts of Flux that apply the platform. */
export const FLUX_USERS: readonly string[] = ['kustomize-controller', 'helm-controller'].map(
  (name) => `system:serviceaccount:flux-system:${name}`,
);
const EVERYBODY = ['', 'system:authenticated', 'system:unauthenticated', 'system:serviceaccounts', 'system:anonymous'];

/**
 * The rules of the tenancy model, enforced by the API server for whoever writes into the namespace of a tenant.
 *
 * Policies find tenants by the role label of a Namespace and read the data of a tenant from its annotations, so that a
 * new tenant changes none of them.
 */
export class AdmissionPolicies extends Construct {
  /** Names of the policies, sorted. */
  readonly policyNames: readonly string[];

  /**
   * @param scope - where the policies are written
   * @param id - id of the construct
   * @param props - settings
   */
  constructor(scope: Construct, id: string, props: AdmissionPoliciesProps = {}) {
    super(scope, id);
    const context = this.context(props);
    this.policyNames = ADMISSION_POLICIES.map((definition) => this.addPolicy(definition, context));
  }

  private context(props: AdmissionPoliciesProps): PolicyContext {
    const { exemptUsers = FLUX_USERS, exemptGroups = ['system:masters'], signerNamespace = 'istio-system' } = props;
    const at = { where: this.node.path, field: 'priorityClasses' };
    this.refuseEverybody('exemptUsers', exemptUsers);
    this.refuseEverybody('exemptGroups', exemptGroups);
    return {
      clusterDomain: clusterDomainOf(this),
      podIdentity: (props.target ?? clusterOf(this)?.target)?.kind === 'eks',
      signerNamespace,
      priorityClasses: (props.priorityClasses ?? []).map((name) => dnsSubdomain(name, at)),
      exempt:
        `request.userInfo.username in ${list(exemptUsers)} || ` +
        `request.userInfo.groups.exists(g, g in ${list(exemptGroups)})`,
    };
  }

  private refuseEverybody(field: string, names: readonly string[]): void {
    const value = names.find((name) => EVERYBODY.includes(name));
    if (value === undefined) return;
    throw new MeshError({
      code: 'TM6101',
      where: this.node.path,
      field,
      what: 'the exemption covers every tenant',
      value,
      remedy:
        'Name the accounts that apply the platform, such as "system:serviceaccount:flux-system:kustomize-controller".',
    });
  }

  private addPolicy(definition: PolicyDefinition, context: PolicyContext): string {
    const name = `tenant-mesh-${definition.name}`;
    const policy = new Construct(this, definition.name);
    const annotations = { [KEYS.enforces]: definition.code };
    new ValidatingAdmissionPolicyV1(policy, 'Resource', {
      metadata: { name, annotations },
      spec: policySpec(definition, context),
    });
    new ValidatingAdmissionPolicyBindingV1(policy, 'Binding', {
      metadata: { name, annotations },
      spec: bindingSpec(definition, name),
    });
    return name;
  }
}
