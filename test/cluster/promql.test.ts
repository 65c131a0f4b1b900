import { successRateQuery } from '../../constructs/flagger/index.js';
import { GOOD_ANSWERS, MeshTraffic, type Answers } from './harness/mesh-traffic.js';
import { evaluateQuery, type Series } from './harness/promql-evaluate.js';

const SERIES: readonly Series[] = [
  { metric: 'requests', labels: { code: '200', app: 'a' }, perSecond: 6 },
  { metric: 'requests', labels: { code: '503', app: 'a' }, perSecond: 2 },
  { metric: 'requests', labels: { code: '200', app: 'ab' }, perSecond: 1 },
];

function values(query: string, series: readonly Series[] = SERIES): readonly number[] {
  return evaluateQuery(query, series).map(({ value }) => value);
}

describe('the stand-in for Prometheus', () => {
  it.each([
    ['vector(1)', [1]],
    ['sum(rate(requests{}[1m]))', [9]],
    ['sum(rate(requests{app="a"}[1m])) by (code)', [6, 2]],
    ['sum(rate(requests{app=~"a"}[1m]))', [8]],
    ['sum(rate(requests{app=~"a.*", code!~"5.."}[1m]))', [7]],
    ['100 * sum(rate(requests{app="a", code="200"}[1m])) / sum(rate(requests{app="a"}[1m]))', [75]],
    ['sum(rate(requests{app="a"}[1m])) / (sum(rate(requests{}[1m])) >= 10)', []],
    ['sum(rate(nothing{}[1m])) or vector(0)', [0]],
    ['sum(rate(requests{pod="a"}[1m]))', []],
    ['sum(rate(request{}[1m]))', []],
    ['2 * 3 / 4', [1.5]],
  ])('answers %s', (query, expected) => {
    expect(values(query)).toEqual(expected);
  });

  it.each([
    ['sum(rate(requests{app="a"}))', 'rate needs a range such as [1m]'],
    ['sum(rate(requests{app="a"}[1m])', 'the query ends too early'],
    ['max(rate(requests{}[1m]))', 'unknown function max'],
    ['vector(1) vector(2)', 'not understood: vector'],
    ['sum(rate(requests{app>="a"}[1m]))', 'no operator between label and value: >='],
    ['sum(3)', 'a number stands where series are needed'],
    ['sum(rate(requests{app=a}[1m]))', 'Unexpected token'],
    ['$', 'not understood: $'],
  ])('refuses %s', (query, says) => {
    expect(() => values(query)).toThrow(says);
  });

  it('finds a quantile between the tops of buckets', () => {
    const buckets = [
      ['10', 0],
      ['20', 8],
      ['+Inf', 10],
    ] as const;
    const series = buckets.map(([le, perSecond]) => ({ metric: 'ms', labels: { le }, perSecond }));
    const query = (quantile: number): string => `histogram_quantile(${quantile}, sum(rate(ms{}[1m])) by (le))`;
    expect(values(query(0.4), series)).toEqual([15]);
    expect(values(query(0.99), series)).toEqual([20]);
    expect(values(query(0.5), [])).toEqual([]);
  });
});

describe('the measure of the platform', () => {
  const query = successRateQuery(0.1)
    .replaceAll('{{ namespace }}', 't')
    .replaceAll('{{ target }}', 'app')
    .replaceAll('{{ interval }}', '1m');

  function measured(answers: Answers, perSecond: number): readonly number[] {
    const traffic = new MeshTraffic();
    traffic.ask('t', 'app-primary', 50);
    traffic.ask('t', 'app', perSecond);
    traffic.answer('t', 'app', answers);
    return values(query, traffic.series());
  }

  it.each([
    ['200', 100],
    ['302', 100],
    ['401', 0],
    ['403', 0],
    ['404', 0],
    ['503', 0],
    ['0', 0],
  ])('counts answers of %s as %d per cent good, whatever the primary answers', (code, expected) => {
    expect(measured({ ...GOOD_ANSWERS, codes: { [code]: 1 } }, 10)).toEqual([expected]);
  });

  it('knows nothing below the least traffic', () => {
    expect(measured(GOOD_ANSWERS, 0.05)).toEqual([]);
    expect(measured(GOOD_ANSWERS, 0.2)).toEqual([100]);
  });

  it("would be missed: Flagger's own measure takes refusals for successes", () => {
    const traffic = new MeshTraffic();
    traffic.ask('t', 'app', 10);
    traffic.answer('t', 'app', { ...GOOD_ANSWERS, codes: { '401': 1 } });
    const own =
      'sum(rate(istio_requests_total{reporter="destination", destination_workload=~"app", response_code!~"5.*"}[1m]))';
    const all = 'sum(rate(istio_requests_total{reporter="destination", destination_workload=~"app"}[1m]))';
    expect(values(`${own} / ${all} * 100`, traffic.series())).toEqual([100]);
  });
});
