/** Where the cluster of a new project runs. */
export type InitTarget = 'bare-metal' | 'eks';

/** Who runs the checks of a new project. */
export type InitCi = 'github' | 'gitlab';

/** What a new project is made of. */
export interface InitOptions {
  /** Where its cluster runs. */
  readonly target: InitTarget;
  /** Whose workflow file it gets. */
  readonly ci: InitCi;
  /** Name of the package. */
  readonly name: string;
  /** Name of the cluster. */
  readonly cluster: string;
  /** URL of the repository that Flux reads: the project's own. */
  readonly repository: string;
  /** Domain below which the hosts of tenants stand. */
  readonly domain: string;
}

/** What stands in the template, which is a project by itself. */
export const SAMPLE = {
  cluster: 'prod',
  repository: 'ssh://git@git.example.com/platform/fleet.git',
  domain: 'example.com',
} as const;
