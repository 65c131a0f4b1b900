import fc from 'fast-check';
import { Sandbox, bump, clusterTree, configMap, removeSandboxes, type Tree } from './sandbox.js';

afterEach(removeSandboxes);

const NAMES = ['tenant-a', 'tenant-b', 'tenant-c', 'tenant-d'];

/** What happens to a repository between two publishes. */
type Step =
  | { readonly kind: 'add'; readonly tenant: string }
  | { readonly kind: 'remove'; readonly tenant: string }
  | { readonly kind: 'rename'; readonly tenant: string; readonly to: string }
  | { readonly kind: 'bump'; readonly tenant: string; readonly tag: string }
  | { readonly kind: 'raise'; readonly tenant: string; readonly tag: string }
  /** An object of its own moves to the unit of a tenant. */
  | { readonly kind: 'move'; readonly tenant: string };

const tenant = fc.constantFrom(...NAMES);
const tag = fc.integer({ min: 1, max: 99 }).map((minor) => `1.${String(minor)}.0`);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('add' as const), tenant }),
  fc.record({ kind: fc.constant('remove' as const), tenant }),
  fc.record({ kind: fc.constant('rename' as const), tenant, to: tenant }),
  fc.record({ kind: fc.constant('bump' as const), tenant, tag }),
  fc.record({ kind: fc.constant('raise' as const), tenant, tag }),
  fc.record({ kind: fc.constant('move' as const), tenant }),
);

/** The program and what Flux did, without any publish: what the end must be. */
class Model {
  /** Tag that the program gives each tenant. */
  readonly tenants = new Map<string, string>([['tenant-0', '1.0.0']]);
  /** Tags that Flux bumped. */
  readonly bumped = new Map<string, string>();
  /** Tenant whose unit holds the object that moves. */
  private place: string | undefined;

  apply(next: Step): void {
    switch (next.kind) {
      case 'add':
        if (!this.tenants.has(next.tenant)) this.tenants.set(next.tenant, '1.0.0');
        return;
      case 'remove':
        this.forget(next.tenant);
        return;
      case 'rename':
        if (this.tenants.has(next.to) || !this.tenants.has(next.tenant)) return;
        this.forget(next.tenant);
        this.tenants.set(next.to, '1.0.0');
        return;
      case 'bump':
        if (this.tenants.has(next.tenant)) this.bumped.set(next.tenant, next.tag);
        return;
      case 'raise':
        this.raise(next.tenant, next.tag);
        return;
      case 'move':
        if (this.tenants.has(next.tenant)) this.place = next.tenant;
        return;
    }
  }

  get tree(): Tree {
    return { ...clusterTree(Object.fromEntries(this.tenants)), ...this.roaming };
  }

  /** The tree with the tags that Flux bumped. */
  get kept(): Tree {
    const tags = [...this.tenants].map(([name, own]) => [name, this.bumped.get(name) ?? own] as const);
    return { ...clusterTree(Object.fromEntries(tags)), ...this.roaming };
  }

  private get roaming(): Tree {
    if (this.place === undefined) return {};
    return { [`manifests/prod/tenants/${this.place}/configmap_roaming.yaml`]: configMap('shared', 'roaming') };
  }

  private forget(name: string): void {
    if (this.place === name) this.place = undefined;
    this.tenants.delete(name);
    this.bumped.delete(name);
  }

  /** A new tag in the program does not revert what the checkout has. */
  private raise(name: string, next: string): void {
    const before = this.tenants.get(name);
    if (before === undefined) return;
    if (!this.bumped.has(name)) this.bumped.set(name, before);
    this.tenants.set(name, next);
  }
}

function imagesFile(name: string): string {
  return `manifests/prod/apps/${name}/kustomization.yaml`;
}

it('any sequence of changes, published step by step, ends like one publish plus the kept tags', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const model = new Model();
      const box = new Sandbox();
      box.publish(model.tree);
      for (const next of steps) {
        model.apply(next);
        if (next.kind === 'bump' && model.tenants.has(next.tenant)) {
          const path = imagesFile(next.tenant);
          box.edit({ [path]: bump(box.read(path), `${next.tenant}-app`, next.tag) });
        }
        if (box.publish(model.tree).moves.kind === 'mark') box.publish(model.tree, { finishMoves: true });
      }
      const once = new Sandbox();
      once.publish(model.tree);
      expect(box.published()).toEqual(model.kept);
      expect(booksOf(box)).toEqual(booksOf(once));
      removeSandboxes();
    }),
    { numRuns: 60 },
  );
});

/** Inventories do not depend on tags, so they too are those of one publish. */
function booksOf(box: Sandbox): Tree {
  return Object.fromEntries(Object.entries(box.files()).filter(([path]) => path.startsWith('.tenant-mesh/')));
}
