import type { Series } from './promql-evaluate.js';

/** How the pods of a workload answer. */
export interface Answers {
  /** Share of requests by response code. */
  readonly codes: Readonly<Record<string, number>>;
  /** How long each answer takes. */
  readonly milliseconds: number;
}

/** Answers as they should be. */
export const GOOD_ANSWERS: Answers = { codes: { '200': 1 }, milliseconds: 40 };

const BUCKETS = [1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, Infinity];

/** Requests of the mesh as the proxies of pods would count them; no request is sent. */
export class MeshTraffic {
  private readonly answers = new Map<string, Answers>();
  private readonly held = new Set<string>();
  private readonly rates = new Map<string, number>();

  /** Says how the pods of a Deployment answer; well, unless this was called. */
  answer(namespace: string, deployment: string, answers: Answers): void {
    this.answers.set(`${namespace}/${deployment}`, answers);
  }

  /** Keeps requests from the pods of a Deployment, whoever asks. */
  hold(namespace: string, deployment: string): void {
    this.held.add(`${namespace}/${deployment}`);
  }

  /** From now on the pods of a Deployment are asked so many times a second. */
  ask(namespace: string, deployment: string, perSecond: number): void {
    const key = `${namespace}/${deployment}`;
    if (!this.held.has(key)) this.rates.set(key, perSecond);
  }

  /** How the pods of a Deployment answer. */
  answersOf(namespace: string, deployment: string): Answers {
    return this.answers.get(`${namespace}/${deployment}`) ?? GOOD_ANSWERS;
  }

  /** What the proxies on both ends have counted. */
  series(): readonly Series[] {
    return [...this.rates].flatMap(([key, rate]) => {
      const [namespace = '', workload = ''] = key.split('/');
      const { codes, milliseconds } = this.answersOf(namespace, workload);
      return Object.entries(codes).flatMap(([code, share]) =>
        ['destination', 'source'].flatMap((reporter) => {
          const labels = {
            reporter,
            destination_workload: workload,
            destination_workload_namespace: namespace,
            response_code: code,
          };
          return counted(labels, rate * share, milliseconds);
        }),
      );
    });
  }
}

function counted(labels: Series['labels'], perSecond: number, milliseconds: number): readonly Series[] {
  const buckets = BUCKETS.map((top): Series => ({
    metric: 'istio_request_duration_milliseconds_bucket',
    labels: { ...labels, le: top === Infinity ? '+Inf' : String(top) },
    perSecond: milliseconds <= top ? perSecond : 0,
  }));
  return [{ metric: 'istio_requests_total', labels, perSecond }, ...buckets];
}
