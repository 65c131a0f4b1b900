import { Construct } from 'constructs';
import { durationMs, formatDuration, markUnit, type GoDuration } from '../../../lib/model/index.js';

const SHORTEST = 5 * 60_000;

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
