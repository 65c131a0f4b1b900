import type * as Plus from 'cdk8s-plus-28';

/** cdk8s-plus, loaded by the first workload: it costs as much as cdk8s, and most programs that import the package make none. */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would load it with the package
export const plus = () => require('cdk8s-plus-28') as typeof Plus;
