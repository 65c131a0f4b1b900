import { parseFrom, parseTo, type AccessRequest, type Question } from '../access/index.js';

/** A question as a test writes it. */
export interface Call {
  /** `ns/workload`, `sa:ns/account`, `ns:namespace`, `pod:namespace`, `outside` or `outside@ns/gateway`. */
  readonly from: string;
  /** `ns/workload:port`, `svc:ns/name:port` or `host:name:port`. */
  readonly to: string;
  /** What is asked for. @default - GET / without token */
  readonly request?: AccessRequest;
  /** What external authorizers say. @default - the answer depends on them */
  readonly providers?: Readonly<Record<string, 'allow' | 'deny'>>;
}

/** The question that a call asks. */
export function questionOf({ from, to, request, providers }: Call): Question {
  return {
    from: parseFrom(from),
    to: parseTo(to),
    ...(request === undefined ? {} : { request }),
    ...(providers === undefined ? {} : { providers }),
  };
}
