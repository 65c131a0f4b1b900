import { MeshRoot, Tenant, fact, type MeshApp } from 'tenant-mesh';
import { refusal } from '../refusal.js';
import { synthFiles } from './trees.js';
import * as program from './wrong-programs.js';

/** A wrong program, and what its refusal must say. */
interface Wrong {
  readonly what: string;
  readonly program: (app: MeshApp) => unknown;
  /** Code and construct path. */
  readonly at: string;
  readonly field: string;
  /** The value, as the text shows it. */
  readonly value: string;
  /** What to write instead, to the end of the line. */
  readonly remedy: string;
}

const NAMESPACE = 'metal-prod/tenant-a/guard-rails/namespace';
const WORKLOAD = 'metal-prod/tenant-a/workloads/app-ui/Resource';

const POOLS: readonly Wrong[] = [
  {
    what: 'a pool that overlaps another',
    program: (app) => program.pool(app, ['192.0.2.24-192.0.2.40']),
    at: 'TM1601 at metal-prod/pool',
    field: 'addresses',
    value: '"192.0.2.16/28" of pool "shared" (metal-prod/platform/pools/SharedPool) (got "192.0.2.24-192.0.2.40")',
    remedy: 'Write a range that nothing else uses.',
  },
  {
    what: 'a pool with a block that is none',
    program: (app) => program.pool(app, ['192.0.2.300/28']),
    at: 'TM1005 at metal-prod/pool/Resource',
    field: 'addresses',
    value: '(got "192.0.2.300/28")',
    remedy: 'Write an address and a prefix length, such as "10.0.0.0/8".',
  },
  {
    what: 'a pool with a range that is none',
    program: (app) => program.pool(app, ['192.0.2.40-192.0.2.33']),
    at: 'TM1006 at metal-prod/pool/Resource',
    field: 'addresses',
    value: '(got "192.0.2.40-192.0.2.33")',
    remedy: 'Write "192.0.2.33-192.0.2.40".',
  },
  {
    what: 'MetalLB on EKS',
    program: (app) => program.gateway(program.eks(app), { kind: 'metallb', pool: 'edge' }),
    at: 'TM2008 at eks-prod/gateway',
    field: 'exposure.kind',
    value: '(got "metallb")',
    remedy: 'Write kind "nlb-controller" or "node-port".',
  },
  {
    what: 'a Network Load Balancer on bare metal',
    program: (app) => program.gateway(program.metal(app), { kind: 'nlb-controller' }),
    at: 'TM2008 at metal-prod/gateway',
    field: 'exposure.kind',
    value: '(got "nlb-controller")',
    remedy: 'Write kind "metallb" or "node-port".',
  },
];

const TENANTS: readonly Wrong[] = [
  {
    what: 'a host of two tenants',
    program: (app) => {
      const { cluster, platform } = program.tenant(app);
      return new Tenant(cluster, 'tenant-b', { platform, hosts: [program.HOST], access: { kind: 'public' } });
    },
    at: 'TM1401 at metal-prod/tenant-b',
    field: 'hosts',
    value: '(got "tenant-a.example.com")',
    remedy: 'Give each host one owner; several workloads of the owner share it by path.',
  },
  {
    what: 'a wildcard host',
    program: (app) => program.tenant(app, { hosts: ['*.example.com'] }),
    at: 'TM1004 at metal-prod/tenant-a',
    field: 'hosts',
    value: '(got "*.example.com")',
    remedy: 'List each host by its full name, such as "tenant-a.example.com".',
  },
  {
    what: 'a name too long',
    program: (app) => program.tenant(app, {}, 'a'.repeat(41)),
    at: `TM1012 at metal-prod/${'a'.repeat(41)}`,
    field: 'name',
    value: `(got "${'a'.repeat(41)}")`,
    remedy: 'Shorten it by 1.',
  },
  {
    what: 'a name that is no DNS label',
    program: (app) => program.tenant(app, { name: 'Tenant_A' }),
    at: 'TM1001 at metal-prod/tenant-a',
    field: 'name',
    value: '(got "Tenant_A")',
    remedy: 'Write "tenant-a".',
  },
  {
    what: 'a quota without a unit',
    program: (app) => program.tenant(app, { quota: { kind: 'fixed', hard: { 'limits.memory': '8' } } }),
    at: `TM1008 at ${NAMESPACE}`,
    field: 'quota.hard["limits.memory"]',
    value: '(got "8")',
    remedy: 'Write "8Gi" or "8Mi".',
  },
  {
    what: 'a signer that two use',
    program: (app) => {
      const { cluster, platform } = program.tenant(app);
      return program.secondCa(cluster, platform.root);
    },
    at: 'TM1504 at metal-prod/ca',
    field: 'tenant',
    value: '(got "tenant-a")',
    remedy: 'Make one TenantCA a tenant, and pass that one on.',
  },
  {
    what: 'a rule on methods in ambient mode without a waypoint',
    program: (app) => {
      const namespace = program.namespace(app, { dataPlane: { kind: 'ambient' } });
      namespace.allow({ from: program.PAYMENTS_API, to: program.PAYMENTS_API, methods: ['GET'] });
    },
    at: 'TM1105 at metal-prod/payments',
    field: 'allow',
    value: '(got "api")',
    remedy:
      'Write `dataPlane: { kind: "ambient", waypoint: { name: "waypoint" } }`, or allow by caller and port alone.',
  },
  {
    what: 'a workload shared with a tenant that is not there',
    program: (app) => {
      const { tenant } = program.tenant(app);
      tenant.namespace.share(tenant.addWorkload('app-ui', program.UI)).with('tenant-z');
    },
    at: `TM1106 at ${NAMESPACE}`,
    field: 'share().with()',
    value: '(got "tenant-z")',
    remedy: 'Write one of "istio-ingress", "tenant-a", or make the namespace first.',
  },
];

const RELEASES: readonly Wrong[] = [
  {
    what: 'a duration that Flagger does not know',
    program: (app) => program.release(app, { interval: '1h' }),
    at: `TM1007 at ${WORKLOAD}/release`,
    field: 'interval',
    value: '(got "1h")',
    remedy: 'Write "60m".',
  },
  {
    what: 'a duration that cert-manager does not know',
    program: (app) => program.platform(app, { root: { kind: 'imported', lifetime: '10y' } }),
    at: 'TM1007 at metal-prod/platform/trust/Root',
    field: 'source.lifetime',
    value: '(got "10y")',
    remedy: 'Write a value such as "2160h".',
  },
  {
    what: 'a canary without a metric',
    program: (app) => program.release(app, { metrics: [] }),
    at: `TM1301 at ${WORKLOAD}/release`,
    field: 'metrics',
    value: '(got [])',
    remedy: 'Write at least { kind: "success-rate" }.',
  },
  {
    what: 'iterations together with a step weight',
    program: (app) => program.release(app, { strategy: { kind: 'blueGreen', iterations: 5, stepWeight: 10 } }),
    at: `TM1302 at ${WORKLOAD}/release`,
    field: 'strategy',
    value: '(got {"kind":"blueGreen","iterations":5,"stepWeight":10})',
    remedy: 'Write weights for kind "weighted" and iterations for the others.',
  },
  {
    what: 'replicas beside a canary',
    program: (app) => program.workload(app, { scaling: { kind: 'fixed', replicas: 3 }, release: program.RELEASE }),
    at: `TM1303 at ${WORKLOAD}`,
    field: 'scaling',
    value: 'would fight over the 3 replicas with whoever applies this',
    remedy: 'Write { kind: "auto", min, max }, or leave `scaling` out.',
  },
];

const FLOW: readonly Wrong[] = [
  {
    what: 'a secret value in an environment variable',
    program: (app) => {
      const [container] = program.UI.containers;
      const env = { DB_PASSWORD: { kind: 'value', value: 'hunter2' } } as const;
      return program.workload(app, { containers: [{ ...container, env }] });
    },
    at: `TM2017 at ${WORKLOAD}`,
    field: 'env["DB_PASSWORD"]',
    value: 'a secret stands in clear',
    remedy:
      'Write { kind: "secret", name: "...", key: "...", purpose: "..." }, and supply the Secret apart from the tree.',
  },
  {
    what: 'a secret value in a Secret',
    program: (app) => program.secret(app, { password: 'hunter2' }),
    at: `TM2017 at ${NAMESPACE}/login`,
    field: 'stringData',
    value: 'the values of password',
    remedy: 'Declare the Secret with needSecret(...) and supply it by other means, such as SOPS or External Secrets.',
  },
  {
    what: 'a fact that nobody resolves',
    program: (app) => program.configMap(app, 'settings', { url: fact('issuer', 'https://login.example.com') }),
    at: `TM2011 at ${NAMESPACE}/settings`,
    field: 'issuer',
    value: 'nobody gives a value for fact "issuer"',
    remedy: 'Give `facts: { issuer: "..." }` to the Cluster, or name it in `externalFacts`.',
  },
  {
    what: 'a fact in a name',
    program: (app) => program.configMap(app, fact('settings', 'settings'), {}),
    at: `TM2010 at ${NAMESPACE}/settings`,
    field: '/metadata/name',
    value: 'fact "settings" stands in a name',
    remedy: 'Write the value itself here; facts may stand in plain string fields only.',
  },
  {
    what: 'a fact in a host',
    program: (app) => program.tenant(app, { hosts: [fact('host', 'tenant-a.example.com')] }),
    at: 'TM2010 at metal-prod/tenant-a',
    field: 'hosts',
    value: 'fact "host" stands where the value must be known at synth',
    remedy: 'Write the value itself here; facts may stand in plain string fields only.',
  },
  {
    what: 'a contribution without a Platform',
    program: (app) => {
      const cluster = program.metal(app);
      return program.secondCa(cluster, new MeshRoot(cluster, 'root', { source: { kind: 'imported' } }));
    },
    at: 'TM2009 at metal-prod/ca',
    field: 'cert-signer',
    value: '(got "tenant-a")',
    remedy: 'Add `new Platform(cluster, "platform", {...})` to the same Cluster.',
  },
  {
    what: 'a cycle of units',
    program: (app) => {
      const { platform, tenant } = program.tenant(app);
      platform.sharedGateway.node.addDependency(tenant.namespace);
    },
    at: 'TM2004 at metal-prod/tenant-a/guard-rails',
    field: 'unit',
    value: 'tenants/tenant-a -> infrastructure/configs -> infrastructure/gateways -> tenants/tenant-a',
    remedy: 'Remove one of these dependencies, or put the two units into one.',
  },
];

describe('a program is refused that has', () => {
  it.each([...POOLS, ...TENANTS, ...RELEASES, ...FLOW])('$what', ({ program: wrong, at, field, value, remedy }) => {
    const lines = refusal(() => synthFiles(wrong)).split('\n');
    const line = lines.find((each) => each.startsWith(`${at}: ${field}: `)) ?? lines.join('\n');
    expect(line.startsWith(`${at}: ${field}: `)).toBe(true);
    expect(line).toContain(value);
    expect(line.endsWith(`. ${remedy}`)).toBe(true);
    expect(lines.join('\n')).not.toContain('hunter2');
  });

  it('nothing wrong in it: the program that the others vary', () => {
    expect(synthFiles((app) => program.release(app, {})).size).toBeGreaterThan(200);
  });
});
