import { Construct } from 'constructs';
import type { HelmRelease } from '../../flux/index.js';
import { controllerRelease, PATCHED_WEBHOOKS, type ControllerProps } from './controller.js';
import { predictedCrds } from './predicted.js';

/** Props of {@link IstioBase}. */
export type IstioBaseProps = ControllerProps;

/**
 * CRDs and cluster roles of Istio.
 *
 * @see https://istio.io/latest/docs/setup/install/helm/
 */
export class IstioBase extends Construct {
  /** The HelmRelease. */
  readonly release: HelmRelease;

  constructor(scope: Construct, id: string, props: IstioBaseProps = {}) {
    super(scope, id);
    this.release = controllerRelease(this, props, {
      name: 'istio-base',
      namespace: 'istio-system',
      chart: 'istio-base',
      driftIgnore: PATCHED_WEBHOOKS,
      values: () => ({ defaultRevision: 'default' }),
      predict: () => predictedCrds('istio'),
    });
  }
}
