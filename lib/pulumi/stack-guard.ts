import type {
  Input,
  ProviderResource,
  Resource,
  ResourceTransformationArgs,
  ResourceTransformationResult,
} from '@pulumi/pulumi';
import { groupVersion } from '../model/index.js';
import { claim, exclude } from './claims.js';
import { KubeResource } from './kube-resource.js';
import { PerRun } from './run.js';
import { pulumi } from './sdk.js';

interface Watched {
  begun: boolean;
  /** Comparisons with other stacks, each of which ends once it is known what that stack applies. */
  readonly compared: Promise<unknown>[];
}

const WATCHED = new PerRun((): Watched => ({ begun: false, compared: [] }));

/** Objects that another stack applies to a cluster of this one. */
export interface OtherStack {
  /** Name of that stack, for the refusal. */
  readonly stack: string;
  /** The `owned` of its deployments, which it has as an output. */
  readonly owned: Input<readonly string[]>;
  /**
   * The Kubernetes provider by which this program reaches the same cluster.
   * @default - the default provider of the stack
   */
  readonly provider?: ProviderResource;
}

/**
 * Watches every Kubernetes object of the program from now on, whoever makes it: one that is also applied elsewhere in
 * it, or by another stack, is an error, in preview already. `deploy` does the first by itself; called at the beginning of
 * a program it also covers what is made before. Objects whose name is not known before `up` cannot be compared.
 *
 * What is made after the call waits until the comparison with other stacks is done, so that an `up` without a preview
 * applies nothing that is refused.
 *
 * @param others - stacks that apply objects to the same cluster
 */
export function guardStack(others: readonly OtherStack[] = []): void {
  const watched = WATCHED.current;
  for (const { stack, owned, provider } of others) {
    const compared = pulumi.output(owned).apply((keys) => {
      exclude(provider, keys, stack);
    });
    // Unlike what is applied to an output, this also ends where a preview does not know the keys.
    watched.compared.push(pulumi.runtime.serializeProperties('guardStack', { compared }));
  }
  // Mocks have no stack, and then nothing can be watched.
  if (watched.begun || pulumi.runtime.getStackResource() === undefined) return;
  watched.begun = true;
  pulumi.runtime.registerStackTransformation((args) => {
    if (!args.type.startsWith('kubernetes:')) return undefined;
    watch(args);
    return afterComparison(args, watched.compared);
  });
}

/** Has a resource wait for comparisons. */
function afterComparison(
  { props, opts }: ResourceTransformationArgs,
  compared: readonly Promise<unknown>[],
): ResourceTransformationResult | undefined {
  if (compared.length === 0) return undefined;
  const dependsOn = Promise.all(compared).then((): Resource[] => []);
  return { props, opts: pulumi.mergeOptions(opts, { dependsOn }) };
}

/** Claims an object that another part of the program makes; those of this library claim themselves. */
function watch({ resource, type, name, props, opts }: ResourceTransformationArgs): void {
  const [, module = '', kind = ''] = type.split(':');
  if (!module.includes('/') || kind.endsWith('Patch')) return;
  if (resource instanceof KubeResource) return;
  const metadata: unknown = Reflect.get(Object(props) as object, 'metadata');
  const [objectName, namespace] = ['name', 'namespace'].map((key): unknown =>
    Reflect.get(Object(metadata) as object, key),
  );
  if (typeof objectName !== 'string' || !['string', 'undefined'].includes(typeof namespace)) return;
  const { group } = groupVersion(module);
  const id = {
    group: group === 'core' ? '' : group,
    kind,
    namespace: typeof namespace === 'string' ? namespace : '',
    name: objectName,
  };
  claim('provider' in opts ? opts.provider : opts.parent?.getProvider(type), id, `resource ${name}`);
}
