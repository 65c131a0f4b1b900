import { access, IsolationProver, parseFrom, parseTo, type Question } from '../../lib/access/index.js';
import { MeshApp } from '../../lib/app/index.js';
import { addMetalProd } from '../../stacks/metal-prod.js';
import { bestOf, peakMb, timed, type Figures } from '../measure.js';
import { platformOf, tenantObjects } from './platform.js';

/** Cases by name; each runs in a process of its own, with a number of tenants. */
const CASES: Readonly<Record<string, (tenants: number) => Figures>> = {
  answers: () => answers(),
  setup: (tenants) => setup(tenants),
  isolation: (tenants) => isolation(tenants),
  matrix: (tenants) => matrix(tenants),
};

const TIMES = 20_000;

/** Answers on the reference platform, beside the text of one policy. */
function answers(): Figures {
  const app = new MeshApp();
  addMetalProd(app);
  const [set] = app.manifests();
  if (set === undefined) throw new Error('the stack describes a cluster');
  const known = access(set);
  const questions = CALLS.map(([from, to]): Question => ({ from: parseFrom(from), to: parseTo(to) }));
  const policy = tenantObjects('tenant-a').find(({ kind }) => kind === 'AuthorizationPolicy');
  const repeated = (run: (at: number) => void): { readonly seconds: number; readonly cpu: number } =>
    bestOf(5, () => {
      for (let at = 0; at < TIMES; at++) run(at);
    });
  const asked = repeated((at) => {
    const question = questions[at % questions.length];
    if (question !== undefined) known.ask(question);
  });
  let bytes = 0;
  const unit = repeated(() => {
    bytes += JSON.stringify(policy).length;
  });
  return { seconds: asked.seconds, cpu: asked.cpu, ratio: asked.cpu / unit.cpu, aSecond: TIMES / asked.cpu, bytes };
}

const CALLS = [
  ['tenant-a/app-ui', 'tenant-a/rag-api:8000'],
  ['tenant-b/app-ui', 'tenant-a/rag-api:8000'],
  ['tenant-a/loadtester', 'tenant-a/app-ui:8501'],
  ['istio-ingress/shared', 'tenant-a/app-ui:8501'],
  ['flagger-system/flagger', 'tenant-b/loadtester:8080'],
  ['monitoring/prometheus-kube-prometheus-stack-prometheus', 'tenant-a/app-ui:15020'],
] as const;

function setup(tenants: number): Figures {
  const set = platformOf(tenants);
  return { ...bestOf(3, () => access(set)), objects: set.all().length };
}

/** Every tenant held apart from every other, in one proof. */
function isolation(tenants: number): Figures {
  const set = platformOf(tenants);
  let reached = 0;
  const time = timed(() => {
    const proof = new IsolationProver(access(set)).proveAll();
    reached = proof.reached.length + proof.unknown.length;
  });
  return { ...time, reached, peakMb: peakMb() };
}

function matrix(tenants: number): Figures {
  const set = platformOf(tenants);
  let edges = 0;
  const time = timed(() => {
    edges = access(set).matrix().edges.length;
  });
  return { ...time, edges, peakMb: peakMb() };
}

const [name = '', tenants = '0'] = process.argv.slice(2);
const run = CASES[name];
if (run === undefined) throw new Error(`no case "${name}"; there are: ${Object.keys(CASES).join(', ')}`);
process.stdout.write(`${JSON.stringify(run(Number(tenants)))}\n`);
