import type { Resource } from '@pulumi/pulumi';
import type { ManifestScope, ManifestSet } from '../manifest/index.js';
import { pathAliases } from './aliases.js';
import { ConstructComponent } from './construct-component.js';
import type { Deployment } from './deployment.js';
import type { DeployOptions } from './options.js';

/** Makes the components of constructs as they are needed, outer ones first. */
export class Components {
  private readonly scopes: ReadonlyMap<string, ManifestScope>;
  private readonly formerly = new Map<string, string>();

  /**
   * @param sets - sets with the constructs
   * @param root - path of the construct that is deployed; what is above it has no component
   * @param deployment - takes the components
   * @param options - options of the deployment
   */
  constructor(
    sets: readonly ManifestSet[],
    private readonly root: string,
    private readonly deployment: Deployment,
    private readonly options: DeployOptions,
  ) {
    const scopes = sets.flatMap((set) => set.scopes);
    this.scopes = new Map(scopes.map((scope) => [scope.path, scope]));
    for (const { path, formerPaths } of scopes) for (const former of formerPaths) this.formerly.set(former, path);
  }

  /** The construct of a path as data. */
  scope(path: string): ManifestScope | undefined {
    return this.scopes.get(path);
  }

  /** Component of a construct by a path that it has or had; nothing above what is deployed. */
  of(path: string): ConstructComponent | undefined {
    const now = this.scopes.has(path) ? path : this.formerly.get(path);
    if (now === undefined || !isWithin(now, this.root)) return undefined;
    const known = this.deployment.at(now);
    if (known instanceof ConstructComponent) return known;
    const made = this.make(now);
    this.deployment.addComponent(now, made);
    return made;
  }

  /** The resource above an object: the component of the construct that holds it. */
  parentOf(path: string): Resource | undefined {
    return this.of(this.scopes.get(path)?.parent ?? '') ?? this.options.parent;
  }

  private make(path: string): ConstructComponent {
    const scope = this.scopes.get(path);
    const parent = this.parentOf(path);
    const { provider } = this.options;
    return new ConstructComponent(path, scope?.type ?? '', {
      ...(parent === undefined ? {} : { parent }),
      ...(provider === undefined ? {} : { providers: [provider] }),
      aliases: [...pathAliases(scope, (former) => this.of(former))],
    });
  }
}

/** Whether a construct is another one, or stands below it. */
export function isWithin(path: string, root: string): boolean {
  return root === '' || path === root || path.startsWith(`${root}/`);
}
