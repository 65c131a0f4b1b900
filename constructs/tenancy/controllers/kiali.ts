import { Construct } from 'constructs';
import { isMap, type HelmRelease } from '../../flux/index.js';
import { httpsUrl, MeshError, needSecret, type JsonObject } from '../../../lib/model/index.js';
import { clusterDomainOf } from '../../../lib/targets/index.js';
import { controllerRelease, RESTRICTED_CONTAINER, type ControllerProps } from './controller.js';
import { predictedService, predictedWorkload } from './predicted.js';
import { PROMETHEUS } from './prometheus-names.js';

/** How people sign in to Kiali; never without a name. */
export type KialiAuth =
  /** With a token of a ServiceAccount, whose rights they then have. */
  | { readonly kind: 'token' }
  /** With OpenID Connect; `issuer` may hold a fact, the secret of the client stands in Secret `kiali`. */
  | { readonly kind: 'openid'; readonly issuer: string; readonly clientId: string };

/** Props of {@link Kiali}. */
export interface KialiProps extends ControllerProps {
  /**
   * How people sign in.
   * @default - with a token of a ServiceAccount
   */
  readonly auth?: KialiAuth;
}

const NAME = 'kiali';
const SIGNING_KEY = 'kiali-signing-key';
const LABELS = { 'app.kubernetes.io/name': NAME, 'app.kubernetes.io/instance': NAME } as const;

/**
 * Kiali, which shows the mesh and changes nothing.
 *
 * @see https://kiali.io/docs/installation/installation-guide/install-with-helm/
 */
export class Kiali extends Construct {
  /** The HelmRelease. */
  readonly release: HelmRelease;

  constructor(scope: Construct, id: string, props: KialiProps = {}) {
    super(scope, id);
    const auth = authValues(this, props.auth ?? { kind: 'token' });
    const purpose = 'key that signs the sessions of Kiali: 32 characters';
    needSecret(this, { namespace: NAME, name: SIGNING_KEY, keys: ['key'], purpose });
    this.release = controllerRelease(this, props, {
      name: NAME,
      namespace: NAME,
      chart: 'kiali-server',
      values: () => ({ ...kialiValues(this), auth }),
      predict: () => [
        ...predictedWorkload({
          name: NAME,
          namespace: NAME,
          labels: LABELS,
          serviceAccountName: NAME,
          ports: [20001, 9090],
        }),
        predictedService(NAME, NAME, LABELS, [{ name: 'http', port: 20001, targetPort: 20001 }]),
      ],
    });
    refuseAnonymous(this, props.values);
  }
}

function kialiValues(scope: Construct): JsonObject {
  const at = (service: string, namespace: string, port: number): string =>
    `http://${service}.${namespace}.svc.${clusterDomainOf(scope)}:${port}`;
  return {
    deployment: {
      instance_name: NAME,
      cluster_wide_access: true,
      view_only_mode: true,
      image_pull_policy: 'IfNotPresent',
      // Policies of the namespace come from the one table of flows.
      network_policy: { enabled: false },
      security_context: { ...RESTRICTED_CONTAINER, privileged: false },
      pod_labels: { 'sidecar.istio.io/inject': 'false' },
    },
    external_services: {
      prometheus: { url: at(PROMETHEUS.service, PROMETHEUS.namespace, PROMETHEUS.port) },
      // Grafana lets nobody in without a name, and Kiali draws its own graphs from Prometheus.
      grafana: { enabled: false },
      istio: { root_namespace: 'istio-system' },
    },
    login_token: { signing_key: `secret:${SIGNING_KEY}:key` },
  };
}

function authValues(scope: Construct, auth: KialiAuth): JsonObject {
  switch (auth.kind) {
    case 'token':
      return { strategy: 'token' };
    case 'openid': {
      const issuer_uri = httpsUrl(auth.issuer, { where: scope.node.path, field: 'auth.issuer' });
      const purpose = 'client secret of Kiali at the OpenID Connect issuer';
      needSecret(scope, { namespace: NAME, name: NAME, keys: ['oidc-secret'], purpose });
      return { strategy: 'openid', openid: { issuer_uri, client_id: auth.clientId } };
    }
  }
}

function refuseAnonymous(scope: Construct, values: JsonObject | undefined): void {
  const auth = values?.['auth'];
  if (!isMap(auth) || auth['strategy'] !== 'anonymous') return;
  throw new MeshError({
    code: 'TM1802',
    where: scope.node.path,
    field: 'values.auth.strategy',
    what: 'anybody who reaches Kiali would see every tenant',
    value: 'anonymous',
    remedy: 'Use `auth: { kind: "token" }` or `auth: { kind: "openid", ... }`.',
  });
}
