import { Construct } from 'constructs';
import { KustomizationV1 } from '../../../lib/imports/flux/index.js';
import { NetworkPolicyV1 } from '../../../lib/imports/kubernetes/index.js';
import { CANARY_HEALTH, cidr, goDuration, joinUnit, markUnit, needSecret } from '../../../lib/model/index.js';
import { GitSource, OciSource } from '../../flux/index.js';
import { sourcePolicy } from '../flows/index.js';
import { unitKind, type TenantKind } from '../unit-role.js';
import type { OwnGitSource, OwnOciSource } from './props.js';
import { UnitAccount } from './unit-account.js';

/** Props of {@link OwnSource}. */
export interface OwnSourceProps {
  readonly tenant: string;
  readonly namespace: string;
  readonly source: OwnGitSource | OwnOciSource;
}

const ACCOUNT = 'apps';
const GROUND = 'infrastructure/crds';

/** Kinds that a team's own source may hold where it does not say which. Admission policies judge what is in them. */
const KINDS: readonly TenantKind[] = [
  'configmaps',
  'serviceaccounts',
  'services',
  'deployments.apps',
  'statefulsets.apps',
  'horizontalpodautoscalers.autoscaling',
  'cronjobs.batch',
  'jobs.batch',
  'canaries.flagger.app',
  'metrictemplates.flagger.app',
  'poddisruptionbudgets.policy',
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
    const { namespace, source, tenant } = props;
    const names = source.kinds ?? KINDS;
    const kinds = () => names.map(unitKind);
    // What a team breaks in its own source must not hold up its guard rails, nor what waits for these.
    markUnit(this, { path: `apps/${tenant}`, dependsOn: [`tenants/${tenant}`], wait: false });
    const account = new UnitAccount(this, 'Account', { name: ACCOUNT, accountNamespace: namespace, namespace, kinds });
    joinUnit(account, `tenants/${tenant}`);
    const sourceRef = this.makeSource(props);
    const wait = source.wait ?? true;
    new KustomizationV1(this, 'Resource', {
      metadata: { name: tenant, namespace },
      spec: {
        interval: '30m',
        retryInterval: '2m',
        timeout: goDuration(source.timeout ?? '30m', { where: this.node.path, field: 'workloads.timeout' }),
        prune: true,
        wait,
        ...(wait && names.includes('canaries.flagger.app') ? { healthCheckExprs: [{ ...CANARY_HEALTH }] } : {}),
        path: source.path ?? './',
        targetNamespace: namespace,
        serviceAccountName: ACCOUNT,
        sourceRef,
      },
    });
    this.needKeys(props);
    this.openWay(props);
  }

  private makeSource({ tenant, namespace, source }: OwnSourceProps): {
    kind: 'GitRepository' | 'OCIRepository';
    name: string;
  } {
    const place = { name: tenant, namespace };
    switch (source.kind) {
      case 'git':
        new GitSource(this, 'Source', { ...place, ...source });
        return { kind: 'GitRepository', name: tenant };
      case 'oci':
        new OciSource(this, 'Source', { ...place, ...source });
        return { kind: 'OCIRepository', name: tenant };
    }
  }

  private needKeys({ tenant, namespace, source }: OwnSourceProps): void {
    const { secretName: name, url } = source;
    if (name === undefined) return;
    const git = url.startsWith('ssh:') ? ['identity', 'known_hosts'] : ['password', 'username'];
    const keys = source.kind === 'git' ? git : ['.dockerconfigjson'];
    needSecret(this, { namespace, name, keys, purpose: `access to the repository of ${tenant}` });
  }

  /** Lets Flux out to the server where the flows of the platform do not: to a private address, or to another port. */
  private openWay({ tenant, source }: OwnSourceProps): void {
    const where = this.node.path;
    const cidrs = source.cidrs?.map((block) => cidr(block, { where, field: 'workloads.cidrs' }));
    const port = portOf(source.url);
    if (cidrs === undefined && [22, 443].includes(port)) return;
    const way = new Construct(this, 'Egress');
    joinUnit(way, GROUND);
    const { name, namespace, spec } = sourcePolicy(tenant, port, cidrs);
    new NetworkPolicyV1(way, 'Resource', { metadata: { name, namespace }, spec });
  }
}

function portOf(url: string): number {
  const port = /^[a-z]+:\/\/[^/]*:([0-9]+)(?:\/|$)/.exec(url)?.[1];
  return port === undefined ? (url.startsWith('ssh:') ? 22 : 443) : Number(port);
}
