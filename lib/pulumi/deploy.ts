import type { IConstruct } from 'constructs';
import { readManifests, type ReadManifests } from '../app/read.js';
import { Cluster } from '../app/cluster.js';
import { formatFinding, originText, type ManifestEntry, type ManifestSet } from '../manifest/index.js';
import { MeshError, type Owner } from '../model/index.js';
import { claim } from './claims.js';
import { isWithin } from './components.js';
import { Deployment } from './deployment.js';
import { deployFacts } from './fact-map.js';
import type { DeployOptions } from './options.js';
import { inOrder } from './order/order.js';
import { Registrar } from './registrar.js';
import { pulumi } from './sdk.js';
import { deploySecrets } from './secret-resources.js';
import { suppliedSecrets } from './secrets.js';
import { guardStack } from './stack-guard.js';

/**
 * Applies objects by Pulumi, in any Pulumi program: those of an App, a Cluster, a chart or a construct that belong to
 * Pulumi, after every check that `synth` runs. Components show the tree of constructs; names are their paths.
 *
 * @param scope - what to deploy
 * @param options - where, and how
 */
export function deploy(scope: IConstruct, options: DeployOptions = {}): Deployment {
  const where = scope.node.path === '' ? 'App' : scope.node.path;
  const read = readManifests(scope, (root) => options.owner ?? usualOwner(root));
  warn(read);
  guardStack();
  const sets = read.roots.map(({ set }) => set);
  const live = sets.flatMap((set) => liveEntries(set, scope.node.path));
  const secrets = suppliedSecrets(sets, options.secrets ?? {}, where);
  if (live.length === 0 && secrets.length === 0) throw nothingToDo(where);
  for (const { id, origin } of live) claim(options.provider, id, originText(origin));
  const deployment = new Deployment();
  const registrar = new Registrar(scope, sets, deployment, options);
  for (const ordered of inOrder(sets, live, read.edges)) registrar.register(ordered);
  deploySecrets(secrets, registrar);
  deployFacts(read.roots, registrar);
  for (const component of [...deployment.components].reverse()) component.close();
  return deployment;
}

/** In a Cluster Flux applies what nobody claims, as in `synth`; a chart outside of one is Pulumi's. */
function usualOwner(root: IConstruct): Owner {
  return Cluster.isCluster(root) ? 'flux' : 'pulumi';
}

function liveEntries(set: ManifestSet, root: string): readonly ManifestEntry[] {
  return set
    .all({ layer: 'written' })
    .filter(({ owner, origin }) => owner === 'pulumi' && isWithin(originText(origin), root));
}

function warn({ roots }: ReadManifests): void {
  for (const finding of roots.flatMap(({ findings }) => findings)) {
    void pulumi.log[finding.level === 'warning' ? 'warn' : 'info'](formatFinding(finding));
  }
}

function nothingToDo(where: string): MeshError {
  return new MeshError({
    code: 'TM7007',
    where,
    what: 'every object here belongs to Flux, so there is nothing that Pulumi applies',
    remedy: 'Write `setOwner(construct, "pulumi")`, or `deploy(..., { owner: "pulumi" })` where no Git is used.',
  });
}
