import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { MeshError } from '../../../lib/model/index.js';
import type { ShareProps } from './props.js';

/** A workload that is about to be shared. */
export interface Share<N> {
  /**
   * Shares it with another namespace: opens the doors on both sides.
   *
   * @param other - the namespace, or the name of one that stands in the same tree
   * @param props - who may call, and how
   */
  with(other: N | string, props?: ShareProps): void;
}

/** Finds a namespace of the same cluster by its name. */
export function findNamespace<N extends Construct & { readonly name: string }>(
  from: Construct,
  name: string,
  isNamespace: (construct: unknown) => construct is N,
): N {
  const known = Chart.of(from).node.findAll().filter(isNamespace);
  const found = known.find((namespace) => namespace.name === name);
  if (found !== undefined) return found;
  throw new MeshError({
    code: 'TM1106',
    where: from.node.path,
    field: 'share().with()',
    what: 'no namespace of this name is in the cluster',
    value: name,
    remedy: `Write one of ${known.map((namespace) => `"${namespace.name}"`).join(', ')}, or make the namespace first.`,
  });
}
