import { Construct } from 'constructs';
import {
  dnsLabel,
  host as parseHost,
  httpsUrl,
  markUnit,
  MeshError,
  urlPort,
  type Host,
} from '../../../lib/model/index.js';
import { pathInChart } from '../../../lib/targets/index.js';
import { CanaryRelease, LoadTester } from '../canary-release/index.js';
import { MeshNamespace, type AllowProps } from '../mesh-namespace/index.js';
import type { SecureGateway } from '../secure-gateway/index.js';
import { refuseOtherOwner } from '../secure-gateway/host-owners.js';
import { SignIn } from '../sign-in/index.js';
import { resolveIssuer } from '../sign-in/issuer.js';
import { IssuerKeys, issuerCidrs } from '../sign-in/private-issuer.js';
import { TenantCA } from '../tenant-ca/index.js';
import { Workload } from '../workload/index.js';
import { hostAccess, tenantGateway, tokenRules, type TokenRules } from './edge.js';
import { OwnSource } from './own-source.js';
import type {
  ITenantPlatform,
  TenantProps,
  TenantRelease,
  TenantSignIn,
  TenantToken,
  TenantWorkloadProps,
} from './props.js';
import { refuseReserved, refuseSecondWorkload } from './refusals.js';
import { kindsBelow, UnitAccount } from './unit-account.js';
import { WorkloadUnit } from './workload-unit.js';

/** Room for the suffixes `-gateway` and for names of workloads in image policies. */
const NAME_LENGTH = 40;
const CONFIGS_UNIT = 'infrastructure/configs';
/** A unit with a HelmRelease waits for longer than the release itself may take. */
const RELEASE_TIMEOUT = '15m';

/**
 * One team on the platform: its guard rails, its certificate signer, its hosts at a gateway, its sign-in, and its
 * workloads, each part in a unit that is applied with the rights it needs.
 */
export class Tenant extends Construct {
  /** Name of the tenant and of its namespace. */
  readonly name: string;
  /** Its namespace, whose methods open doors. */
  readonly namespace: MeshNamespace;
  /** The gateway that serves its hosts. */
  readonly gateway: SecureGateway;
  /** Its certificate signer. */
  readonly ca: TenantCA;
  /** Its load tester. */
  readonly loadTester: LoadTester;
  /** Its sign-in, where it has one. */
  readonly signIn: SignIn | undefined;

  private readonly hosts: readonly Host[];
  private readonly workloads: WorkloadUnit | undefined;

  constructor(scope: Construct, id: string, props: TenantProps) {
    super(scope, id);
    const where = pathInChart(this);
    this.name = dnsLabel(props.name ?? id, { where, field: 'name' }, NAME_LENGTH);
    refuseReserved(where, this.name);
    this.hosts = this.ownHosts(props.hosts);
    this.ca = new TenantCA(this, 'ca', {
      tenant: this.name,
      isolation: 'soft',
      source: { kind: 'intermediate-of-root', root: props.platform.root },
    });
    const guardRails = this.makeGuardRails();
    this.namespace = this.makeNamespace(guardRails, props);
    this.loadTester = new LoadTester(guardRails, 'load-tester', { namespace: this.namespace });
    this.gateway = tenantGateway(this, this.name, props.platform, props.gateway ?? { kind: 'shared' });
    const rules = tokenRules(where, props.access, ({ issuer }) => issuerOf(where, issuer));
    this.serveHosts(rules);
    if (props.access.kind === 'jwt') this.openKeys(props.access);
    this.signIn = props.access.kind === 'sign-in' ? this.makeSignIn(props.access, props.platform) : undefined;
    this.workloads = this.makeWorkloads(guardRails, props);
  }

  /** Adds a workload, where `hosts` says so behind the gateway, and where `release` says so released by Flagger. */
  addWorkload(id: string, props: TenantWorkloadProps): Workload {
    const { hosts, release, ...rest } = props;
    const unit = this.workloads ?? this.refuseOwnWorkloads(id);
    for (const host of hosts ?? []) this.refuseForeignHost(id, host);
    if (unit.node.tryFindChild(id) !== undefined) refuseSecondWorkload(`${this.node.path}/${id}`, id);
    const part = new Construct(unit, id);
    const workload = new Workload(part, 'Resource', { name: id, ...rest, namespace: this.namespace });
    if (hosts !== undefined) this.namespace.allowFrom(this.gateway, { to: workload });
    if (release !== undefined) unit.allowTime(this.release(part, workload, release, hosts).maxDuration);
    else for (const host of hosts ?? []) this.gateway.route({ host, to: workload });
    return workload;
  }

  /** Lets one workload of the tenant, or anybody else with an identity, call another. */
  allow(props: AllowProps): void {
    this.namespace.allow(props);
  }

  private makeGuardRails(): Construct {
    const guardRails = new Construct(this, 'guard-rails');
    markUnit(guardRails, { path: `tenants/${this.name}`, dependsOn: [CONFIGS_UNIT], timeout: RELEASE_TIMEOUT });
    return guardRails;
  }

  private makeNamespace(guardRails: Construct, { platform, quota, limits, people }: TenantProps): MeshNamespace {
    return new MeshNamespace(guardRails, 'namespace', {
      name: this.name,
      role: 'tenant',
      signer: this.ca,
      target: platform.target,
      ...(quota === undefined ? {} : { quota }),
      ...(limits === undefined ? {} : { limits }),
      ...(people === undefined ? {} : { access: people }),
    });
  }

  private serveHosts(rules: TokenRules | undefined): void {
    for (const host of this.hosts) {
      this.gateway.addHost({ host, namespace: this.namespace, access: hostAccess(rules) });
    }
    if (rules !== undefined) this.namespace.requireJwt(rules);
  }

  /** Lets istiod out to the keys of the tenant's issuer; a sign-in does so itself. */
  private openKeys({ issuer, jwksUri, cidrs }: TenantToken): void {
    const where = this.node.path;
    const url = httpsUrl(jwksUri ?? issuer, { where, field: `access.${jwksUri === undefined ? 'issuer' : 'jwksUri'}` });
    const parsed = issuerCidrs(where, 'access', url, cidrs);
    IssuerKeys.where(this, 'Keys', { tenant: this.name, port: urlPort(url), cidrs: parsed });
  }

  /** Nobody waits for this unit: the Secret of its oauth2-proxy comes when somebody supplies it. */
  private makeSignIn(access: TenantSignIn, { target }: ITenantPlatform): SignIn {
    const unit = new Construct(this, 'auth');
    markUnit(unit, { path: `auth/${this.name}`, dependsOn: [CONFIGS_UNIT], timeout: RELEASE_TIMEOUT });
    const namespace = new MeshNamespace(unit, 'namespace', {
      name: `${this.name}-auth`,
      role: 'auth',
      tenant: this.name,
      target,
    });
    const { issuer, emailDomains, scopes, cookie } = access;
    return new SignIn(unit, 'Resource', {
      tenant: this.name,
      namespace,
      gateway: this.gateway,
      hosts: this.hosts,
      issuer,
      emailDomains,
      ...(scopes === undefined ? {} : { scopes }),
      ...(cookie === undefined ? {} : { cookie }),
    });
  }

  private makeWorkloads(guardRails: Construct, props: TenantProps): WorkloadUnit | undefined {
    const source = props.workloads ?? { kind: 'program' };
    const namespace = this.name;
    if (source.kind !== 'program') {
      if (props.quota === undefined || props.quota.kind === 'computed') this.refuseUnknownNeed();
      new OwnSource(this, 'source', { tenant: this.name, namespace, source });
      return undefined;
    }
    const name = `apps-${this.name}`;
    const unit = new WorkloadUnit(this, 'workloads', this.name, name);
    const kinds = () => kindsBelow(unit);
    new UnitAccount(guardRails, 'account', { name, accountNamespace: 'flux-system', namespace, kinds });
    return unit;
  }

  private release(
    scope: Construct,
    workload: Workload,
    release: TenantRelease,
    hosts: TenantWorkloadProps['hosts'],
  ): CanaryRelease {
    const { loadTest, ...rest } = release;
    return new CanaryRelease(scope, 'release', {
      ...rest,
      workload,
      routes: hosts === undefined ? { kind: 'mesh' } : { kind: 'gateway', gateway: this.gateway, hosts },
      ...(loadTest === undefined ? {} : { loadTest: { ...loadTest, tester: this.loadTester } }),
    });
  }

  /** Its hosts, refused here, where they were written, and not at the gateway that would serve them. */
  private ownHosts(texts: readonly string[]): readonly Host[] {
    const at = { where: this.node.path, field: 'hosts' };
    if (texts.length === 0) {
      throw new MeshError({
        code: 'TM1902',
        ...at,
        what: 'the tenant owns no host, so nothing outside could reach it',
        value: texts,
        remedy: 'Name its hosts, such as ["tenant-a.example.com"].',
      });
    }
    const hosts = texts.map((text) => parseHost(text, at));
    for (const host of hosts) refuseOtherOwner(this, host, this.name, at);
    return hosts;
  }

  private refuseForeignHost(workload: string, host: string): void {
    if (this.hosts.some((own) => own === host)) return;
    throw new MeshError({
      code: 'TM1903',
      where: `${this.node.path}/${workload}`,
      field: 'hosts',
      what: `the tenant owns ${this.hosts.join(', ')} and not this host`,
      value: host,
      remedy: 'Add the host to `hosts` of the tenant, or use one of them.',
    });
  }

  private refuseUnknownNeed(): never {
    throw new MeshError({
      code: 'TM1905',
      where: this.node.path,
      field: 'quota',
      what: "the tenant's workloads come from a source of its own, so nobody can compute what they need",
      remedy: 'Write `quota: { kind: "fixed", hard: { ... } }`, or `{ kind: "none" }`.',
    });
  }

  private refuseOwnWorkloads(workload: string): never {
    throw new MeshError({
      code: 'TM1904',
      where: this.node.path,
      field: 'workloads',
      what: "the tenant's workloads come from a source of its own, where this program adds none",
      value: workload,
      remedy: 'Put the workload into that source, or leave `workloads` out.',
    });
  }
}

function issuerOf(where: string, issuer: TenantSignIn['issuer']): { readonly url: string; readonly jwksUri?: string } {
  const { url, jwksUri } = resolveIssuer(where, issuer);
  return { url, ...(jwksUri === undefined ? {} : { jwksUri }) };
}
