import { setTimeout as sleep } from 'node:timers/promises';
import { mapAt } from '../../lib/manifest/index.js';
import { OwnBench } from './harness/own-bench.js';
import { openTally } from './harness/tally.js';
import { Engine, type Outcome } from './pulumi/engine.js';
import type { Order } from './pulumi/orders.js';

const ROOT_KEY = 'c2VjcmV0LW9mLXRoZS1yb290';
const GIT_KEY = 'Z2l0LWtleS1vZi10aGUtYmVuY2g';
/** What the recording provider answers as the secret of a client of Cognito. */
const CLIENT_SECRET = 'client-secret-of-the-mock';
const FLUX = {
  apiVersion: 'fluxcd.controlplane.io/v1',
  kind: 'FluxInstance',
  metadata: { name: 'flux', namespace: 'flux-system' },
};
const SETTINGS: Pick<Order, 'config' | 'secrets'> = {
  config: {
    git: 'true',
    administratorArn: 'arn:aws:iam::123456789012:role/platform',
    hostedZoneId: 'Z0123456789ABCDEFGHIJ',
  },
  secrets: {
    'istio-system.mesh-root-ca.tls.crt': ROOT_KEY,
    'istio-system.mesh-root-ca.tls.key': ROOT_KEY,
    'istio-system.mesh-root-ca.ca.crt': ROOT_KEY,
    'git.identity': GIT_KEY,
    'git.known_hosts': 'hosts',
  },
};

/** The AWS provider only records; the engine, its state and the API server are real. */
describe('the program for EKS, by the real engine', () => {
  const tally = openTally('pulumi', 'the program for EKS: preview with unknowns, order, secrets in the state');
  let own: OwnBench;
  let engine: Engine;
  const outcomes = new Map<string, Outcome>();
  let facts: unknown;
  let state = '';

  const run = async (name: string, act: Order['act'], settings: Pick<Order, 'config' | 'secrets'> = {}) => {
    outcomes.set(name, await engine.run({ stack: 'eks-prod', act, program: { kind: 'eks' }, ...settings }));
  };
  const of = (name: string): Outcome => {
    const found = outcomes.get(name);
    if (found === undefined) throw new Error(`${name} was not run.`);
    return found;
  };

  beforeAll(async () => {
    own = await OwnBench.start({ controllers: 'none' });
    engine = new Engine(own.bench.address);
    await run('preview', 'preview', SETTINGS);
    const operator = flux(own);
    await run('first', 'up');
    operator.stop();
    await run('again', 'up');
    state = engine.stateText();
    facts = mapAt(
      await own.client.read({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'cluster-facts', namespace: 'flux-system' },
      }),
    )['data'];
  }, 900_000);

  afterAll(async () => {
    engine.stop();
    await own.stop();
  });

  it('previews what it will make, though nothing is known of the cluster', () => {
    expect(of('preview').failure).toBe('');
    expect(of('preview').deeds).toEqual([]);
    expect(of('preview').changes).toEqual(of('first').changes);
  });

  it('makes the network, the cluster, its nodes, and then what stands in it', () => {
    const { deeds, failure, resources } = of('first');
    expect(failure).toBe('');
    const place = new Map(deeds.map(({ type, name }, at) => [`${type} ${name}`, at]));
    const at = (type: string, name: string) => place.get(`${type} ${name}`) ?? NaN;
    const order = [
      at('aws:ec2/vpc:Vpc', 'eks-prod-vpc'),
      at('aws:eks/cluster:Cluster', 'eks-prod-cluster'),
      at('aws:eks/nodeGroup:NodeGroup', 'eks-prod-nodes-general'),
      at('kubernetes:core/v1:Namespace', 'flux/namespace'),
      at('kubernetes:core/v1:ConfigMap', 'eks-prod/cluster-facts'),
      at('kubernetes:fluxcd.controlplane.io/v1:FluxInstance', 'flux/instance'),
    ];
    expect(order.filter((one) => Number.isNaN(one))).toEqual([]);
    expect([...order].sort((a, b) => a - b)).toEqual(order);
    expect(resources.length).toBeGreaterThan(150);
    tally.count(deeds.length);
  });

  it('finds nothing to do when run again', () => {
    const { changes, deeds, failure } = of('again');
    expect({ kinds: Object.keys(changes), deeds, failure }).toEqual({ kinds: ['same'], deeds: [], failure: '' });
  });

  it('tells Flux what only the cloud knows', () => {
    expect(facts).toEqual({
      tenant_a_client_id: 'tenant-a-client-id',
      tenant_a_user_pool_id: 'tenant-a-users-id',
      tenant_b_client_id: 'tenant-b-client-id',
      tenant_b_user_pool_id: 'tenant-b-users-id',
      vpc_id: 'eks-prod-vpc-id',
    });
  });

  it('shows no secret, neither in the state nor in what is printed', () => {
    const texts = [state, ...[...outcomes.values()].map(({ text }) => text)];
    expect(state).toContain('"ciphertext"');
    for (const secret of [ROOT_KEY, GIT_KEY, CLIENT_SECRET]) {
      for (const value of [secret, Buffer.from(secret).toString('base64')]) {
        expect(texts.filter((text) => text.includes(value))).toEqual([]);
      }
    }
  });
});

/** Stands in for flux-operator: the one instance is ready as soon as it is there. */
function flux({ client }: OwnBench): { readonly stop: () => void } {
  const state = { stopped: false };
  const work = async (): Promise<void> => {
    while (!state.stopped) {
      const live = await client.read(FLUX);
      if (live !== undefined && mapAt(live, 'status')['conditions'] === undefined) {
        const lastTransitionTime = new Date().toISOString();
        const ready = { type: 'Ready', status: 'True', reason: 'Done', message: 'ready', lastTransitionTime };
        await client.replace({ ...FLUX, ...live, status: { conditions: [ready] } }, { subresource: 'status' });
      }
      await sleep(500);
    }
  };
  void work();
  return {
    stop: () => {
      state.stopped = true;
    },
  };
}
