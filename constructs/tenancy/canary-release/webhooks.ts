import type { CanaryV1Beta1SpecAnalysisWebhooks } from '../../../lib/imports/flagger/index.js';
import { durationMs, flaggerDuration, MeshError, type FlaggerDuration } from '../../../lib/model/index.js';
import type { Workload } from '../workload/index.js';
import { refuseSameName } from './metrics.js';
import type { CanaryReleaseProps, LoadTestProps } from './props.js';
import { count } from './strategy.js';

/** Webhooks of the analysis: a first call and the load of the load tester, then those given. */
export function webhooksOf(
  where: string,
  props: CanaryReleaseProps,
  port: number,
  interval: FlaggerDuration,
): readonly CanaryV1Beta1SpecAnalysisWebhooks[] {
  const given = (props.webhooks ?? []).map(({ name, type, url, timeout, metadata }) => ({
    name,
    type,
    url,
    timeout: flaggerDuration(timeout ?? '30s', { where, field: `webhooks["${name}"].timeout` }),
    ...(metadata === undefined ? {} : { metadata }),
  }));
  const { loadTest, workload } = props;
  const tests = loadTest === undefined ? [] : loadTests(where, loadTest, workload, port, interval);
  const all = [...tests, ...given];
  refuseSameName(where, 'webhooks', all);
  return all;
}

function loadTests(
  where: string,
  loadTest: LoadTestProps,
  workload: Workload,
  port: number,
  interval: FlaggerDuration,
): readonly CanaryV1Beta1SpecAnalysisWebhooks[] {
  const { tester, path } = loadTest;
  refuseForeignTester(where, loadTest, workload);
  const method = loadTest.method ?? 'GET';
  const rate = count(where, 'loadTest.requestsPerSecond', loadTest.requestsPerSecond ?? 10);
  const url = `http://${workload.name}-canary.${workload.namespace}:${port}${parsePath(where, path)}`;
  const seconds = Math.ceil(durationMs(interval) / 1000);
  const head = method === 'HEAD' ? '-I ' : '';
  return [
    {
      name: 'acceptance',
      type: 'pre-rollout',
      url: tester.url,
      timeout: '30s',
      metadata: { type: 'bash', cmd: `curl -sf ${head}-o /dev/null ${url}` },
    },
    {
      name: 'load',
      type: 'rollout',
      url: tester.url,
      timeout: '30s',
      metadata: { type: 'cmd', cmd: `hey -z ${seconds}s -q ${rate} -c 1 -m ${method} ${url}` },
    },
  ];
}

/** The path stands in a command line, so nothing but plain characters may be in it. */
function parsePath(where: string, path: string): string {
  if (/^\/[A-Za-z0-9/._~-]*$/.test(path)) return path;
  throw new MeshError({
    code: 'TM1207',
    where,
    field: 'loadTest.path',
    what: 'not an absolute path of letters, digits and "/._~-"',
    value: path,
    remedy: 'Write a path such as "/healthz", without query.',
  });
}

function refuseForeignTester(where: string, { tester }: LoadTestProps, workload: Workload): void {
  if (tester.namespace === workload.namespace) return;
  throw new MeshError({
    code: 'TM1308',
    where,
    field: 'loadTest.tester',
    what: `the load tester of namespace "${tester.namespace}" serves that namespace alone`,
    value: tester.namespace,
    remedy: `Pass a LoadTester of namespace "${workload.namespace}".`,
  });
}
