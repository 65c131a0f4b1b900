import type { CustomResourceOptions, Input, Resource } from '@pulumi/pulumi';
import type { IConstruct } from 'constructs';
import { originText, type ManifestEntry, type ManifestSet } from '../manifest/index.js';
import { pathAliases, versionAliases } from './aliases.js';
import { Components } from './components.js';
import type { Deployment } from './deployment.js';
import { factValues, withValues } from './facts.js';
import { isProtected } from './keep.js';
import { KubeResource, type KubeInputs } from './kube-resource.js';
import type { DeployOptions } from './options.js';
import type { Ordered } from './order/order.js';
import { readiness, unsupplied } from './ready.js';
import { kubernetesSdkVersion, pulumi } from './sdk.js';
import { waitAnnotations } from './wait-annotations.js';
import { waitOf, type WaitSettings } from './wait.js';

/** Registers the objects of one deployment. */
export class Registrar {
  /** Values of facts by name. */
  readonly values: ReadonlyMap<string, Input<string>>;
  private readonly components: Components;
  private readonly constructs: ReadonlyMap<string, IConstruct>;
  private readonly made = new Map<ManifestEntry, KubeResource>();
  private readonly missing: ReadonlySet<string>;
  private readonly version = kubernetesSdkVersion();

  constructor(
    scope: IConstruct,
    sets: readonly ManifestSet[],
    private readonly deployment: Deployment,
    private readonly options: DeployOptions,
  ) {
    this.values = factValues(options.facts ?? {});
    this.components = new Components(sets, scope.node.path, deployment, options);
    this.constructs = new Map(scope.node.findAll().map((construct) => [construct.node.path, construct]));
    this.missing = unsupplied(sets, new Set(Object.keys(options.secrets ?? {})));
  }

  /** Registers an object of the tree; what it depends on must be registered. */
  register({ entry, after }: Ordered): void {
    const path = originText(entry.origin);
    const before = [...after].flatMap((one) => this.made.get(one) ?? []);
    const scope = this.components.scope(path);
    const resource = this.add(path, entry, inputsOf(entry, this.values, this.waitFor(entry, path)), {
      dependsOn: before,
      parent: this.components.parentOf(path),
      aliases: [
        ...pathAliases(scope, (former) => this.components.of(former)),
        ...versionAliases(entry.object.apiVersion, entry.object.kind),
      ],
      protect: isProtected(entry, this.options.protect ?? 'data'),
    });
    this.made.set(entry, resource);
  }

  /** Registers an object that no construct makes, in the component of a construct. */
  registerBeside(path: string, parent: string, id: ManifestEntry['id'], inputs: KubeInputs): KubeResource {
    return this.add(path, { id }, inputs, { parent: this.components.of(parent) ?? this.options.parent });
  }

  private add(
    path: string,
    { id }: Pick<ManifestEntry, 'id'>,
    inputs: KubeInputs,
    { parent, dependsOn = [], ...own }: Own,
  ): KubeResource {
    const { provider } = this.options;
    const namespace = id.namespace === '' ? undefined : this.deployment.get('', 'Namespace', '', id.namespace);
    const before = new Set([...dependsOn, ...(namespace === undefined ? [] : [namespace])]);
    const resource = new KubeResource(path, inputs, {
      ...own,
      ...(parent === undefined ? {} : { parent }),
      ...(provider === undefined ? {} : { provider }),
      // What stands in a namespace goes with it. Where the namespace is protected it stays, and with this the engine
      // would forget the objects in it and leave them there.
      ...(namespace === undefined || this.options.protect !== 'nothing' ? {} : { deletedWith: namespace }),
      dependsOn: [...before, ...(this.options.dependsOn ?? [])],
      version: this.version,
    });
    this.deployment.addResource(path, id, resource);
    return resource;
  }

  private waitFor(entry: ManifestEntry, path: string): WaitSettings {
    const construct = this.constructs.get(path);
    const said = (construct === undefined ? undefined : waitOf(construct, entry.id.kind)) ?? {};
    return said.until === undefined ? { ...this.waitByDefault(entry), ...said } : said;
  }

  private waitByDefault(entry: ManifestEntry): WaitSettings {
    switch (this.options.wait ?? 'ready') {
      case 'ready':
        return readiness(entry, this.missing) ?? {};
      case 'provider':
        return {};
      case 'nothing':
        return { until: { kind: 'nothing' } };
    }
  }
}

/** What one object brings to the options of its resource. */
interface Own extends Pick<CustomResourceOptions, 'aliases' | 'protect'> {
  readonly parent: Resource | undefined;
  readonly dependsOn?: readonly KubeResource[];
}

function inputsOf(entry: ManifestEntry, values: ReadonlyMap<string, Input<string>>, wait: WaitSettings): KubeInputs {
  const object = withValues(entry, values);
  const annotations = waitAnnotations(wait);
  const metadata: object = Object(object['metadata']) as object;
  const own: unknown = Reflect.get(metadata, 'annotations');
  const inputs: KubeInputs = {
    ...object,
    apiVersion: entry.object.apiVersion,
    kind: entry.object.kind,
    metadata:
      Object.keys(annotations).length === 0
        ? metadata
        : { ...metadata, annotations: { ...(Object(own) as object), ...annotations } },
  };
  return entry.id.kind === 'Secret' && entry.id.group === '' ? withSecrets(inputs) : inputs;
}

/** Values of a Secret are encrypted in the state and never shown. */
function withSecrets(inputs: KubeInputs): KubeInputs {
  const hidden = ['data', 'stringData'].filter((key) => key in inputs);
  return { ...inputs, ...Object.fromEntries(hidden.map((key) => [key, pulumi.secret(inputs[key] as unknown)])) };
}
