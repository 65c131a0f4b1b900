/** Namespace of MetalLB: it reads its objects there alone. */
export const METALLB_NAMESPACE = 'metallb-system';

/** Labels that nodes must all bear; several selectors are alternatives. */
export type NodeLabels = Readonly<Record<string, string>>;

/** Node selectors as MetalLB reads them. */
export function nodeSelectors(nodes: readonly NodeLabels[]): { readonly matchLabels: NodeLabels }[] {
  return nodes.map((matchLabels) => ({ matchLabels }));
}
