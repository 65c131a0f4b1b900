import { Construct } from 'constructs';
import { KustomizationV1, OCIRepositoryV1 } from '../../../lib/imports/flux/index.js';
import { needSecret, refuse } from '../../../lib/model/index.js';
import { GitSource } from '../../flux/index.js';
import type { UnitKind } from '../unit-role.js';
import type { TenantWorkloads } from './props.js';
import { UnitAccount } from './unit-account.js';

/** Props of {@link OwnSource}. */
export interface OwnSourceProps {
  readonly tenant: string;
  readonly namespace: string;
  readonly source: Exclude<TenantWorkloads, { readonly kind: 'program' }>;
}

const ACCOUNT = 'apps';

/** Kinds that a team's own repository may hold. Admission policies judge what is in them. */
const KINDS: readonly UnitKind[] = [
  { group: '', plural: 'configmaps' },
  { group: '', plural: 'serviceaccounts' },
  { group: '', plural: 'services' },
  { group: 'apps', plural: 'deployments' },
  { group: 'apps', plural: 'statefulsets' },
  { group: 'autoscaling', plural: 'horizontalpodautoscalers' },
  { group: 'batch', plural: 'cronjobs' },
  { group: 'batch', plural: 'jobs' },
  { group: 'flagger.app', plural: 'canaries' },
  { group: 'flagger.app', plural: 'metrictemplates' },
  { group: 'policy', plural: 'poddisruptionbudgets' },
];

/**
 * Workloads from a source of the team's own. Source, Kustomization and account live in the tenant's namespace, since
 * the lockdown forbids references to another one; the account has the rights of the tenant and no more.
 *
 * @see https://fluxcd.io/flux/installation/configuration/multitenancy/
 */
export class OwnSource extends Construct {
  constructor(scope: Construct, id: string, props: OwnSourceProps) {
    super(scope, id);
    const { namespace, source } = props;
    new UnitAccount(this, 'Account', { name: ACCOUNT, accountNamespace: namespace, namespace, kinds: () => KINDS });
    const sourceRef = this.makeSource(props);
    new KustomizationV1(this, 'Resource', {
      metadata: { name: props.tenant, namespace },
      spec: {
        interval: '30m',
        retryInterval: '2m',
        timeout: '5m',
        prune: true,
        path: source.path ?? './',
        targetNamespace: namespace,
        serviceAccountName: ACCOUNT,
        sourceRef,
      },
    });
    if (source.secretName === undefined) return;
    const keys = source.kind === 'git' ? ['identity', 'known_hosts'] : ['.dockerconfigjson'];
    const purpose = `access to the repository of ${props.tenant}`;
    needSecret(this, { namespace, name: source.secretName, keys, purpose });
  }

  private makeSource({ tenant, namespace, source }: OwnSourceProps): {
    kind: 'GitRepository' | 'OCIRepository';
    name: string;
  } {
    const { secretName } = source;
    switch (source.kind) {
      case 'git':
        new GitSource(this, 'Source', {
          name: tenant,
          namespace,
          url: source.url,
          ref: source.ref,
          ...(secretName === undefined ? {} : { secretName }),
        });
        return { kind: 'GitRepository', name: tenant };
      case 'oci':
        this.refuseOtherUrl(source.url);
        new OCIRepositoryV1(this, 'Source', {
          metadata: { name: tenant, namespace },
          spec: {
            interval: '5m',
            url: source.url,
            ref: { tag: source.tag },
            ...(secretName === undefined ? {} : { secretRef: { name: secretName } }),
          },
        });
        return { kind: 'OCIRepository', name: tenant };
    }
  }

  private refuseOtherUrl(url: string): void {
    if (/^oci:\/\/[^/\s]+\/\S+$/.test(url)) return;
    refuse(
      'TM1011',
      { where: this.node.path, field: 'workloads.url' },
      'not the URL of an OCI artifact',
      url,
      'Write a URL such as "oci://ghcr.io/example/tenant-a".',
    );
  }
}
