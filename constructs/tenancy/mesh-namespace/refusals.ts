import { MeshError } from '../../../lib/model/index.js';
import type { ICallee, MeshNamespaceProps } from './props.js';

/** Refuses a signer in ambient mode, where it would have no effect. */
export function refuseAmbientSigner(where: string, props: MeshNamespaceProps): void {
  if (props.signer === undefined || props.dataPlane?.kind !== 'ambient') return;
  throw new MeshError({
    code: 'TM1108',
    where,
    field: 'signer',
    what: 'in ambient mode the node asks for all certificates, and always the same signer',
    value: props.signer.signer,
    remedy: 'Leave the signer out, or write `dataPlane: { kind: "sidecar" }`.',
  });
}

/** Refuses a door that nobody may pass. */
export function refuseNobody(where: string): never {
  throw new MeshError({
    code: 'TM1107',
    where,
    field: 'allow.from',
    what: 'the list of callers is empty',
    remedy: 'Name at least one workload, gateway or load tester.',
  });
}

/** Refuses a door to a workload of another namespace. */
export function refuseForeign(where: string, namespace: string, callee: ICallee): void {
  if (callee.namespace === namespace) return;
  throw new MeshError({
    code: 'TM1102',
    where,
    field: 'to',
    what: `"${callee.name}" lives in namespace "${callee.namespace}", and a door is opened by the namespace of the called`,
    value: callee.name,
    remedy: `Call the method on the MeshNamespace "${callee.namespace}".`,
  });
}
