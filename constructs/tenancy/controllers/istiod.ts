import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { ConfigMapV1 } from '../../../lib/imports/kubernetes/index.js';
import { MeshError, type JsonObject } from '../../../lib/model/index.js';
import { clusterDomainOf, trustDomainOf } from '../../../lib/targets/index.js';
import { FLUX_NAMESPACE, isMap, mergeValues, type HelmRelease, type ValuesFrom } from '../../flux/index.js';
import { PLATFORM_PRIORITY, spread } from '../placement.js';
import { checkReplicas, controllerRelease, PATCHED_WEBHOOKS, type ControllerProps } from './controller.js';
import { ISTIOD, SIGNER_DOMAIN } from '../tenant-ca/names.js';
import { istiodEnv, meshConfig, type IstiodSettings } from './mesh-config.js';
import { signerNames } from './mesh-signers.js';
import { predictedService, predictedWorkload } from './predicted.js';

/** The object in `flux-system` that holds the public part of the mesh root. */
export interface MeshRootReference {
  /** Kind of the object. */
  readonly kind: 'ConfigMap' | 'Secret';
  /** Name of the object. */
  readonly name: string;
  /** Key whose value is the certificate in PEM. */
  readonly key: string;
}

/** Props of {@link Istiod}. */
export interface IstiodProps extends ControllerProps, IstiodSettings {
  /** Where the public part of the mesh root is read from. It never stands in the tree. */
  readonly root: MeshRootReference;
  /**
   * Smallest and largest number of replicas.
   * @default - 2 to 5
   */
  readonly replicas?: { readonly min: number; readonly max: number };
}

const LABELS = { app: 'istiod', istio: 'pilot' } as const;
const SIGNERS = 'istiod-signers';

/**
 * The control plane of the mesh. Certificates of workloads are signed by one cert-manager Issuer a tenant, through
 * Kubernetes CertificateSigningRequests; extension providers and signers are what tenants of the cluster contribute.
 *
 * @see https://istio.io/latest/docs/tasks/security/cert-management/custom-ca-k8s/
 */
export class Istiod extends Construct {
  /** The HelmRelease. */
  readonly release: HelmRelease;

  constructor(scope: Construct, id: string, props: IstiodProps) {
    super(scope, id);
    const { min, max } = props.replicas ?? { min: 2, max: 5 };
    checkReplicas(this, min);
    refuseMultipleRoots(this, mergeValues(envOf(props.values), props.env));
    this.signersConfigMap();
    this.release = controllerRelease(this, props, {
      name: 'istiod',
      namespace: ISTIOD.namespace,
      chart: 'istiod',
      values: () => this.values(props, min, max),
      valuesFrom: valuesFrom(props.root),
      driftIgnore: PATCHED_WEBHOOKS,
      predict: () => [
        ...predictedWorkload({
          name: 'istiod',
          namespace: ISTIOD.namespace,
          labels: LABELS,
          serviceAccountName: ISTIOD.name,
          ports: [8080, 15010, 15012, 15014, 15017],
        }),
        predictedService('istiod', ISTIOD.namespace, LABELS, [
          { name: 'grpc-xds', port: 15010, targetPort: 15010 },
          { name: 'https-dns', port: 15012, targetPort: 15012 },
          { name: 'https-webhook', port: 443, targetPort: 15017 },
          { name: 'http-monitoring', port: 15014, targetPort: 15014 },
        ]),
      ],
    });
  }

  /**
   * Inline values would replace the list that the PEM is written into, so the signers stand in a ConfigMap of their
   * own, which the release reads first.
   */
  private signersConfigMap(): void {
    const certSigners = (): string => JSON.stringify(signerNames(this));
    const produce = (): string => `meshConfig:\n  caCertificates:\n    - certSigners: ${certSigners()}\n`;
    const text = Lazy.any({ produce }) as string;
    new ConfigMapV1(this, 'Signers', {
      metadata: {
        name: SIGNERS,
        namespace: FLUX_NAMESPACE,
        labels: { 'reconcile.fluxcd.io/watch': 'Enabled' },
      },
      data: {
        'values.yaml': text,
      },
    });
  }

  private values(props: IstiodProps, min: number, max: number): JsonObject {
    const seccompProfile = { type: 'RuntimeDefault' };
    return {
      autoscaleEnabled: true,
      autoscaleMin: min,
      autoscaleMax: Math.max(min, max),
      pdb: { minAvailable: 1 },
      topologySpreadConstraints: spread(LABELS),
      seccompProfile,
      cni: { enabled: true },
      env: istiodEnv(this, props),
      global: {
        istioNamespace: ISTIOD.namespace,
        certSigners: signerNames(this),
        defaultPodDisruptionBudget: { enabled: true },
        priorityClassName: PLATFORM_PRIORITY,
        proxy: { clusterDomain: clusterDomainOf(this), seccompProfile },
      },
      meshConfig: { trustDomain: trustDomainOf(this), ...meshConfig(this, props) },
    };
  }
}

function valuesFrom(root: MeshRootReference): readonly ValuesFrom[] {
  return [
    { kind: 'ConfigMap', name: SIGNERS },
    {
      kind: root.kind,
      name: root.name,
      valuesKey: root.key,
      targetPath: 'meshConfig.caCertificates[0].pem',
      literal: true,
    },
  ];
}

function envOf(values: JsonObject | undefined): JsonObject {
  const env = values?.['env'];
  return isMap(env) ? env : {};
}

/** With that switch every proxy trusts the roots of all, whatever signer they were listed for. */
function refuseMultipleRoots(scope: Construct, env: JsonObject): void {
  const value = env['ISTIO_MULTIROOT_MESH'];
  if (value === undefined || value === 'false') return;
  throw new MeshError({
    code: 'TM1705',
    where: scope.node.path,
    field: 'env.ISTIO_MULTIROOT_MESH',
    what: `istiod would merge all roots, and a certificate of any ${SIGNER_DOMAIN} signer would be trusted everywhere`,
    value,
    remedy: 'Leave it out: every tenant CA is an intermediate of the one mesh root.',
  });
}
