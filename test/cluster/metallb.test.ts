import { analyze } from '../../lib/analyzer/index.js';
import { listOf, mapAt, parseManifests, textOf, ManifestSet } from '../../lib/manifest/index.js';
import type { JsonObject, KubeObject } from '../../lib/model/index.js';
import { addMetalProd } from '../../stacks/metal-prod.js';
import { applyTree, label, type Verdict } from './harness/apply-tree.js';
import type { Client } from './harness/client.js';
import { manifestsOf } from './harness/manifests-of.js';
import { startMetalLb } from './harness/metallb.js';
import { OwnBench } from './harness/own-bench.js';
import { eventsOf } from './harness/releases.js';
import { openTally } from './harness/tally.js';
import { until } from './harness/until.js';

const ALLOCATED_FROM = 'metallb.io/ip-allocated-from-pool';
const POOL = { apiVersion: 'metallb.io/v1beta1', kind: 'IPAddressPool' } as const;
const FIXED = balancer('tenant-b-gateway', 'fixed', { 'metallb.io/loadBalancerIPs': '192.0.2.38' });

const set = manifestsOf('metal-prod', addMetalProd);
/** Services that the charts of the gateways will make of the values in the tree. */
const gateways = set
  .byKind('', 'Service')
  .map(({ object }) => object)
  .filter((object) => mapAt(object['spec'])['type'] === 'LoadBalancer');

const tally = openTally('metallb-controller', 'pools, and addresses of the gateways from them and of nobody else');

let own: OwnBench | undefined;
let client: Client;
let verdicts: readonly Verdict[];

beforeAll(async () => {
  own = await OwnBench.start({ controllers: 'without watchers of every kind' });
  ({ client } = own);
  await startMetalLb(own.bench, client);
  verdicts = await applyTree(client, set);
  for (const gateway of gateways) await make(gateway);
  // Before any test uses up the pool.
  await make(FIXED);
  await until('the pool of tenant-b counts two addresses', async () => {
    const found = await client.read(pool('tenant-b', {}));
    return mapAt(found, 'status')['assignedIPv4'] === 2 ? true : undefined;
  });
});

afterAll(async () => {
  await own?.stop();
});

describe('the controller of MetalLB, as the account that its chart gives it', () => {
  it('lets its webhook take every pool and advertisement of the tree', () => {
    expect(verdicts).toEqual([]);
  });

  it.each([
    ['istio-ingress/shared', 'shared', /^192\.0\.2\.(1[6-9]|2\d|3[01])$/],
    ['tenant-b-gateway/tenant-b', 'tenant-b', /^192\.0\.2\.3[2-9]$/],
  ])('gives %s an address of the pool that it names', async (name, pool, address) => {
    expect(gateways.map(nameOf)).toContain(name);
    const service = await untilAddress(name);
    expect(addressOf(service)).toMatch(address);
    expect(mapAt(service, 'metadata', 'annotations')[ALLOCATED_FROM]).toBe(pool);
  });

  it('gives each gateway an address of its own', async () => {
    const addresses = await Promise.all(gateways.map(async (one) => addressOf(await untilAddress(nameOf(one)))));
    expect(new Set(addresses).size).toBe(gateways.length);
  });

  it('gives the address that is asked for, if the pool holds it', async () => {
    expect(addressOf(await untilAddress(nameOf(FIXED)))).toBe('192.0.2.38');
  });
});

describe('a Service of a namespace that no pool is pinned to', () => {
  it.each([
    ['asks for nothing', 'plain', {}, /no available IPs/],
    [
      "asks for another's pool",
      'named',
      { 'metallb.io/address-pool': 'tenant-b' },
      /is not allowed in config|not compatible/,
    ],
    ["asks for another's address", 'addressed', { 'metallb.io/loadBalancerIPs': '192.0.2.37' }, /not compatible/],
  ])('gets no address when it %s', async (_what, name, annotations, says) => {
    await make(balancer('monitoring', name, annotations));
    // Which of its two reasons MetalLB gives depends on whether a later look at the pools comes first.
    expect(await untilRefused(`monitoring/${name}`)).toMatch(says);
    tally.count(0, 1);
    expect(addressOf(await read(`monitoring/${name}`))).toBeUndefined();
  });

  it('gets none from the pool of the shared gateway either when the pool of its own gateway is used up', async () => {
    const names = Array.from({ length: 8 }, (_one, at) => `many-${at}`);
    for (const name of names) await make(balancer('tenant-b-gateway', name, {}));
    const says = await until('one of them is refused', async () => {
      const events = await Promise.all(names.map((name) => eventsOf(client, 'Service', `tenant-b-gateway/${name}`)));
      return events.find((text) => text.includes('Failed to allocate IP'));
    });
    expect(says).toContain('no available IPs');
    const services = await Promise.all(names.map((name) => read(`tenant-b-gateway/${name}`)));
    const pools = services.map((one) => mapAt(one, 'metadata', 'annotations')[ALLOCATED_FROM]);
    expect(new Set(pools.filter((one) => one !== undefined))).toEqual(new Set(['tenant-b']));
  });
});

describe('what is broken on purpose', () => {
  const overlapping = pool('overlapping', { addresses: ['192.0.2.36-192.0.2.50'] });

  it('shows pools that share addresses: the webhook refuses the second one, and so do we before', async () => {
    const { ok, message } = await client.create(overlapping, { dryRun: true });
    expect(ok).toBe(false);
    expect(message).toContain('overlaps with already defined CIDR "192.0.2.32/29"');
    const entries = parseManifests(JSON.stringify(overlapping), 'overlapping.yaml');
    const findings = analyze(new ManifestSet({ name: 'broken', entries: [...set.all(), ...entries] }));
    expect(findings.map(({ code }) => code)).toContain('TM4501');
  });

  it('takes the near twin, which begins where the other pool ends', async () => {
    const twin = pool('beside', { addresses: ['192.0.2.40-192.0.2.50'] });
    expect(await client.create(twin, { dryRun: true })).toMatchObject({ ok: true });
  });

  it('shows a pool that is pinned to nobody: whoever names it has its addresses', async () => {
    await make(pool('loose', { addresses: ['198.51.100.0/30'], autoAssign: false }));
    await make(balancer('monitoring', 'lucky', { 'metallb.io/address-pool': 'loose' }));
    expect(addressOf(await untilAddress('monitoring/lucky'))).toMatch(/^198\.51\.100\./);
  });
});

function pool(name: string, spec: JsonObject): KubeObject {
  return { ...POOL, metadata: { name, namespace: 'metallb-system' }, spec };
}

function balancer(namespace: string, name: string, annotations: Readonly<Record<string, string>>): KubeObject {
  const spec = { type: 'LoadBalancer', ports: [{ name: 'https', port: 443 }], selector: { app: name } };
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace, annotations }, spec };
}

function nameOf({ metadata: { name = '', namespace = '' } }: KubeObject): string {
  return `${namespace}/${name}`;
}

async function make(object: KubeObject): Promise<void> {
  tally.count(1);
  const { message } = await client.create(object);
  if (message !== '') throw new Error(`${label(object)} is refused: ${message}`);
}

async function read(name: string): Promise<JsonObject | undefined> {
  const [namespace = '', own = ''] = name.split('/');
  return client.read({ apiVersion: 'v1', kind: 'Service', metadata: { name: own, namespace } });
}

function addressOf(service: JsonObject | undefined): string | undefined {
  return textOf(mapAt(listOf(mapAt(service, 'status', 'loadBalancer')['ingress'])[0])['ip']);
}

function untilAddress(name: string): Promise<JsonObject> {
  return until(`${name} has an address`, async () => {
    const service = await read(name);
    return addressOf(service) === undefined ? undefined : service;
  });
}

function untilRefused(name: string): Promise<string> {
  return until(`${name} is refused an address`, async () => {
    const text = await eventsOf(client, 'Service', name);
    return text.includes('Failed to allocate IP') ? text : undefined;
  });
}
