import { Construct } from 'constructs';
import { StorageClassV1 } from '../../../lib/imports/kubernetes/index.js';
import type { EksTarget } from '../../../lib/targets/index.js';

/** Name of the StorageClass. */
export const ENCRYPTED_STORAGE_CLASS = 'gp3-encrypted';

/**
 * The StorageClass of EKS that the platform's volumes use: gp3, encrypted, made in the zone of the pod.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/ebs-csi.html
 */
export class EncryptedStorageClass extends Construct {
  constructor(scope: Construct, id: string, props: { readonly loadBalancers: EksTarget['loadBalancers'] }) {
    super(scope, id);
    // EKS Auto Mode brings a driver of its own, which goes by another name.
    const provisioner = props.loadBalancers === 'auto-mode' ? 'ebs.csi.eks.amazonaws.com' : 'ebs.csi.aws.com';
    new StorageClassV1(this, 'Resource', {
      metadata: { name: ENCRYPTED_STORAGE_CLASS },
      provisioner,
      parameters: { type: 'gp3', encrypted: 'true' },
      reclaimPolicy: 'Delete',
      volumeBindingMode: 'WaitForFirstConsumer',
      allowVolumeExpansion: true,
    });
  }
}
