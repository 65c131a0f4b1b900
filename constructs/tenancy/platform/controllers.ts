import type { Construct } from 'constructs';
import { eachContribution, type JsonObject } from '../../../lib/model/index.js';
import type { Target } from '../../../lib/targets/index.js';
import type { ChartKey } from '../../flux/index.js';
import {
  AwsLoadBalancerController,
  AwsPrivateCaIssuer,
  CertManager,
  ExternalDns,
  Flagger,
  IstioBase,
  IstioCni,
  Istiod,
  Kiali,
  KubePrometheusStack,
  MetalLB,
  MetricsServer,
  TrustManager,
} from '../controllers/index.js';
import { MESH_ROOT } from '../tenant-ca/names.js';
import { ENCRYPTED_STORAGE_CLASS } from './encrypted-storage-class.js';
import type { PlatformProps } from './props.js';
import { approvedSigners, contributedSigners, isPrivateCa } from './signers.js';
import type { PlatformUnit } from './units.js';

/** Controllers of the platform; those of the other target are not there. */
export interface PlatformControllers {
  /** Issues every certificate. */
  readonly certManager: CertManager;
  /** Publishes the public part of the mesh root. */
  readonly trustManager: TrustManager;
  /** CRDs of Istio. */
  readonly istioBase: IstioBase;
  /** The control plane of the mesh. */
  readonly istiod: Istiod;
  /** Redirects traffic of pods to their proxies. */
  readonly istioCni: IstioCni;
  /** Feeds autoscaling. */
  readonly metricsServer: MetricsServer;
  /** Prometheus, Alertmanager and Grafana. */
  readonly kubePrometheusStack: KubePrometheusStack;
  /** Releases workloads step by step. */
  readonly flagger: Flagger;
  /** Shows the mesh. */
  readonly kiali: Kiali;
  /**
   * Gives LoadBalancer Services their addresses.
   * @default - there on bare metal alone
   */
  readonly metalLB?: MetalLB;
  /**
   * Makes Network Load Balancers.
   * @default - there on EKS without Auto Mode alone
   */
  readonly awsLoadBalancerController?: AwsLoadBalancerController;
  /**
   * Writes DNS records.
   * @default - there on EKS with `dns` alone
   */
  readonly externalDns?: ExternalDns;
}

/** What every controller is made from. */
interface Making {
  readonly unit: (step: PlatformUnit) => Construct;
  readonly props: PlatformProps;
  readonly target: Target;
  /** Values that the platform's props set for a chart. */
  readonly values: (chart: ChartKey) => { values?: JsonObject };
}

/** Makes every controller in the unit of its step. */
export function makeControllers(
  unit: (step: PlatformUnit) => Construct,
  props: PlatformProps,
  target: Target,
  gatewayIssuer: string,
): PlatformControllers {
  const values = (chart: ChartKey): { values?: JsonObject } => {
    const given = props.values?.[chart];
    return given === undefined ? {} : { values: given };
  };
  const making = { unit, props, target, values };
  addPrivateCaIssuer(making);
  return {
    ...trustControllers(making, gatewayIssuer),
    ...meshControllers(making),
    ...deliveryControllers(making),
    ...targetControllers(making),
  };
}

function trustControllers({ unit, props, values }: Making, gatewayIssuer: string) {
  const scope = unit('cert-manager');
  const signers = approvedSigners(props.root, gatewayIssuer, props.approveSignerNames ?? []);
  return {
    certManager: new CertManager(scope, 'CertManager', {
      approveSignerNames: () => [...new Set([...signers, ...contributedSigners(scope)])],
      ...values('cert-manager'),
    }),
    trustManager: new TrustManager(scope, 'TrustManager', {
      dependsOn: ['cert-manager'],
      ...values('trust-manager'),
    }),
  };
}

/** aws-privateca-issuer, for a root that AWS Private CA keeps or for the first tenant below such a CA. */
function addPrivateCaIssuer({ unit, props, target, values }: Making): void {
  const scope = unit('cert-manager');
  const id = 'AwsPrivateCaIssuer';
  const add = (): void => {
    if (scope.node.tryFindChild(id) !== undefined) return;
    new AwsPrivateCaIssuer(scope, id, { target, dependsOn: ['cert-manager'], ...values('aws-privateca-issuer') });
  };
  if (props.root.kind === 'aws-pca') add();
  // On machines of one's own somebody else gives its pods an identity at AWS, and installs it.
  if (target.kind !== 'eks') return;
  eachContribution(scope, 'approved-issuer', ({ signer }) => {
    if (isPrivateCa(signer)) add();
  });
}

function meshControllers({ unit, props, values }: Making) {
  const scope = unit('istiod');
  return {
    istioBase: new IstioBase(scope, 'IstioBase', values('istio-base')),
    istiod: new Istiod(scope, 'Istiod', {
      root: { kind: 'ConfigMap', name: MESH_ROOT.configMap, key: MESH_ROOT.configMapKey },
      dependsOn: ['istio-base'],
      ...(props.blockedJwksCidrs === undefined ? {} : { blockedJwksCidrs: props.blockedJwksCidrs }),
      ...values('istiod'),
    }),
    istioCni: new IstioCni(unit('cni'), 'IstioCni', values('istio-cni')),
  };
}

function deliveryControllers({ unit, props, target, values }: Making) {
  const scope = unit('controllers');
  const kialiAuth = props.monitoring?.kialiAuth;
  return {
    metricsServer: new MetricsServer(scope, 'MetricsServer', {
      kubelets: props.kubelets ?? 'verified',
      ...values('metrics-server'),
    }),
    kubePrometheusStack: new KubePrometheusStack(scope, 'KubePrometheusStack', {
      ...(target.kind === 'eks' ? { storageClassName: ENCRYPTED_STORAGE_CLASS } : {}),
      ...props.monitoring,
      ...values('kube-prometheus-stack'),
    }),
    flagger: new Flagger(scope, 'Flagger', { dependsOn: ['kube-prometheus-stack'], ...values('flagger') }),
    kiali: new Kiali(unit('kiali'), 'Kiali', {
      ...(kialiAuth === undefined ? {} : { auth: kialiAuth }),
      ...values('kiali-server'),
    }),
  };
}

function targetControllers({ unit, props, target, values }: Making): Partial<PlatformControllers> {
  const scope = unit('controllers');
  switch (target.kind) {
    case 'bare-metal': {
      const announce = props.metallb?.announcement?.kind ?? 'l2';
      return { metalLB: new MetalLB(scope, 'MetalLB', { target, announce, ...values('metallb') }) };
    }
    case 'eks': {
      const vpcId = props.eks?.vpcId;
      return {
        ...(target.loadBalancers === 'auto-mode'
          ? {}
          : {
              awsLoadBalancerController: new AwsLoadBalancerController(scope, 'AwsLoadBalancerController', {
                target,
                ...(vpcId === undefined ? {} : { vpcId }),
                ...values('aws-load-balancer-controller'),
              }),
            }),
        ...(props.dns === undefined
          ? {}
          : {
              externalDns: new ExternalDns(scope, 'ExternalDns', { target, ...props.dns, ...values('external-dns') }),
            }),
      };
    }
  }
}
