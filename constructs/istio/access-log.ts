import { Construct } from 'constructs';
import { TelemetryV1 } from '../../lib/imports/istio/index.js';

/** Which requests the proxies of a namespace log. */
export type AccessLogMode = 'all' | 'errors' | 'none';

/** Props of {@link AccessLog}. */
export interface AccessLogProps {
  /** Namespace whose proxies log; the root namespace sets the default of the mesh. */
  readonly namespace: string;
  /**
   * Which requests are logged; `errors` are answers of 400 and above and connections that failed.
   * @default "errors"
   */
  readonly mode?: AccessLogMode;
}

/**
 * The Telemetry of a namespace: its access log.
 *
 * @see https://istio.io/latest/docs/reference/config/telemetry/
 */
export class AccessLog extends Construct {
  constructor(scope: Construct, id: string, props: AccessLogProps) {
    super(scope, id);
    const mode = props.mode ?? 'errors';
    const filter = { expression: 'response.code >= 400 || response.flags != 0' };
    new TelemetryV1(this, 'Resource', {
      metadata: { name: 'default', namespace: props.namespace },
      spec: {
        accessLogging: [
          mode === 'none'
            ? { disabled: true }
            : { providers: [{ name: 'envoy' }], ...(mode === 'errors' ? { filter } : {}) },
        ],
      },
    });
  }
}
