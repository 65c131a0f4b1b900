import type { ClusterScale } from '../../../lib/app/index.js';
import { formatPlan, planPublish, publish } from '../../../lib/gitops/index.js';
import { Program, refusal, removePrograms } from '../../app/program.js';
import { addTenants } from '../clusters/programs.js';
import { removeSandboxes, Sandbox } from '../publish/sandbox.js';

beforeEach(() => {
  process.env['TENANT_MESH_SUMMARY'] = '/dev/null';
});
afterEach(() => {
  delete process.env['TENANT_MESH_SUMMARY'];
  removePrograms();
  removeSandboxes();
});

const OPERATOR = { kind: 'flux-operator' } as const;

/** What synth writes of a cluster with some tenants. */
function dist(scale: ClusterScale, tenants: readonly string[] = ['amber', 'birch', 'cedar']): string {
  const program = new Program({ bootstrap: OPERATOR, scale });
  addTenants(program.cluster, tenants);
  program.app.synth();
  return program.app.outdir;
}

function checkoutOf(scale: ClusterScale): string {
  const { checkout } = new Sandbox();
  publish(dist(scale), checkout);
  return checkout;
}

const codesOf = (scale: ClusterScale, checkout: string): readonly string[] =>
  planPublish(dist(scale), checkout).warnings.map(({ code }) => code);

describe('a shard that goes', () => {
  it('together with what is in it, is refused', () => {
    const checkout = checkoutOf({ shards: ['one', 'two'] });
    const next = dist({ shards: ['two'] });
    expect(refusal(() => publish(next, checkout))).toMatch(
      /^TM5208 at metal-prod: FluxInstance\.fluxcd\.controlplane\.io\/flux-system\/flux: shard "one" goes while [2-6] objects change hands: controllers may end in the middle of their work, and what is deleted may stay\. Name "one" in `scale\.idleShards` for one publish in which nobody is in there, and go on once Flux has applied it, or allow this with --allow-delete FluxInstance\/flux-system\/flux\.$/,
    );
    expect(formatPlan(planPublish(next, checkout))).toContain('shard "one" goes');
    expect(publish(next, checkout, { allowDelete: ['FluxInstance/flux-system/flux'] }).written.length).toBeGreaterThan(
      0,
    );
  });

  it('goes without a word once nobody is in it', () => {
    const checkout = checkoutOf({ shards: ['one', 'two'] });
    publish(dist({ shards: ['two'], idleShards: ['one'] }), checkout);
    expect(publish(dist({ shards: ['two'] }), checkout).written).toEqual([
      'clusters/metal-prod/flux-system/flux-instance.yaml',
    ]);
    publish(dist({ idleShards: ['two'] }), checkout);
    expect(publish(dist({}), checkout).written).toEqual(['clusters/metal-prod/flux-system/flux-instance.yaml']);
  });

  it('may go with the objects of a tenant only when others work for these', () => {
    const checkout = checkoutOf({ shards: ['one'] });
    const gone = dist({ shards: ['two'] }, []);
    expect(planPublish(gone, checkout).warnings).toMatchObject([{ code: 'TM5208', needsLeave: true }]);
    expect(planPublish(dist({ shards: ['one'] }, []), checkout).warnings).toEqual([]);
  });
});

describe('a shard that comes', () => {
  it('beside others needs nothing, and as the first one stands idle for one publish', () => {
    expect(codesOf({ shards: ['one', 'two'] }, checkoutOf({ shards: ['one'] }))).toEqual([]);
    const checkout = checkoutOf({});
    const next = dist({ shards: ['one'] });
    expect(refusal(() => publish(next, checkout))).toContain(
      'the first shards come while 6 objects change hands: controllers may end in the middle of their work, and what is deleted may stay. Name "one" in `scale.idleShards`',
    );
    publish(dist({ idleShards: ['one'] }), checkout);
    expect(publish(next, checkout).written).toHaveLength(6);
  });

  it('is refused as idle where somebody is in it', () => {
    expect(refusal(() => dist({ shards: ['one'], idleShards: ['one'] }))).toContain(
      'TM2027 at metal-prod: scale.idleShards: each place has a name of its own: a DNS label of 30 characters at most (got "one").',
    );
  });

  it('is refused as idle where nobody runs controllers for it', () => {
    expect(refusal(() => new Program({ scale: { idleShards: ['one'] } }))).toContain(
      'TM2028 at metal-prod: scale.shards: only flux-operator runs controllers for shards',
    );
  });
});
