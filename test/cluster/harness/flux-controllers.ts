import { listOf, mapAt, textOf } from '../../../lib/manifest/index.js';
import type { KubeObject } from '../../../lib/model/index.js';
import type { Bench } from './bench.js';
import type { Client } from './client.js';
import { freePorts } from './free-ports.js';
import type { Program } from './program.js';

const PROGRAM = 'kustomize-controller';
const NAMESPACE = 'flux-system';
/** A count of the controller: how often it has worked for one Kustomization. */
const COUNT =
  /^gotk_reconcile_duration_seconds_count\{kind="Kustomization",name="([^"]*)",namespace="([^"]*)"\} (\d+)$/gm;

interface Running {
  readonly args: readonly string[];
  readonly metrics: number;
  readonly program: Program;
}

/** How often controllers have worked: by Kustomization as `<namespace>/<name>`, then by controller. */
export type Work = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** Runs each kustomize-controller that a cluster has a Deployment of, with the arguments that stand there. */
export class FluxControllers {
  private readonly running = new Map<string, Running>();

  constructor(
    private readonly bench: Bench,
    private readonly client: Client,
  ) {}

  /** Runs the controllers of these Deployments, as kubelets would after a change: new ones start, others end. */
  async run(deployments: readonly KubeObject[]): Promise<void> {
    const wanted = new Map(
      deployments
        .filter(({ kind, metadata }) => kind === 'Deployment' && metadata.name?.startsWith(PROGRAM) === true)
        .map((deployment) => [deployment.metadata.name ?? '', argumentsOf(deployment)]),
    );
    for (const [name, { args, program }] of [...this.running]) {
      if (JSON.stringify(args) === JSON.stringify(wanted.get(name))) continue;
      this.running.delete(name);
      await program.stop();
    }
    for (const [name, args] of wanted) if (!this.running.has(name)) this.running.set(name, await this.start(args));
  }

  /** Names of the controllers that run. */
  get names(): readonly string[] {
    return [...this.running.keys()].sort();
  }

  /** Arguments of a controller. */
  argumentsOf(name: string): readonly string[] {
    return this.running.get(name)?.args ?? [];
  }

  /** What each controller says of its own work. */
  async work(): Promise<Work> {
    const found = new Map<string, Map<string, number>>();
    for (const [controller, { metrics }] of this.running) {
      const text = await (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text();
      for (const [, name = '', namespace = '', count] of text.matchAll(COUNT)) {
        const key = `${namespace}/${name}`;
        found.set(key, (found.get(key) ?? new Map<string, number>()).set(controller, Number(count)));
      }
    }
    return found;
  }

  private async start(args: readonly string[]): Promise<Running> {
    const [metrics = 0, health = 0] = await freePorts(2);
    const own = [
      // Out of a pod a controller has no namespace to elect a leader in, and each is alone here.
      '--enable-leader-election=false',
      '--events-addr=',
      `--metrics-addr=127.0.0.1:${metrics}`,
      `--health-addr=127.0.0.1:${health}`,
      '--requeue-dependency=2s',
    ];
    const config = await this.bench.kubeconfigOf(this.client, NAMESPACE, PROGRAM);
    const env = { KUBECONFIG: config, RUNTIME_NAMESPACE: NAMESPACE };
    const program = this.bench.launch(PROGRAM, [...args, ...own], env);
    await program.untilReady(async () => (await fetch(`http://127.0.0.1:${health}/readyz`)).ok, 60_000);
    return { args, metrics, program };
  }
}

function argumentsOf(deployment: KubeObject): readonly string[] {
  const [container] = listOf(mapAt(deployment, 'spec', 'template', 'spec')['containers']);
  return listOf(mapAt(container)['args']).flatMap((one) => textOf(one) ?? []);
}
