import { Construct } from 'constructs';
import {
  durationMs,
  formatDuration,
  markUnit,
  type GoDuration,
  type UnitHealthExpression,
} from '../../../lib/model/index.js';

const SHORTEST = 5 * 60_000;

/**
 * Flagger reports by one condition, which the built-in check does not read: it would take a failed release for done.
 *
 * @see https://fluxcd.io/flux/components/kustomize/kustomizations/#health-check-expressions
 */
export const CANARY_HEALTH: UnitHealthExpression = {
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  failed: "status.phase == 'Failed'",
  current: "status.conditions.filter(e, e.type == 'Promoted').all(e, e.status == 'True')",
};

/** The unit that holds the workloads of a tenant; it waits as long as its longest release may take. */
export class WorkloadUnit extends Construct {
  private longest = SHORTEST;

  /**
   * @param scope - the tenant
   * @param id - id of the construct
   * @param tenant - name of the tenant
   * @param serviceAccountName - account that applies the unit
   */
  constructor(scope: Construct, id: string, tenant: string, serviceAccountName: string) {
    super(scope, id);
    const timeout = (): GoDuration => formatDuration(this.longest);
    markUnit(this, {
      path: `apps/${tenant}`,
      dependsOn: [`tenants/${tenant}`],
      serviceAccountName,
      healthCheckExprs: [CANARY_HEALTH],
      // Read at synth, when all releases are known.
      get timeout() {
        return timeout();
      },
    });
  }

  /** Makes room for a release. */
  allowTime(duration: GoDuration): void {
    this.longest = Math.max(this.longest, durationMs(duration));
  }
}
