import { formatOrder, orderOf, orderSvg } from '../../gitops/index.js';
import { clusterSet, clustersIn } from '../../gitops/order/load.js';
import { formatFinding } from '../../manifest/index.js';
import { MeshError } from '../../model/index.js';
import { formatOf, jsonText, parsed } from '../args.js';
import { UsageError, type Command } from '../io.js';

const OPTIONS = { format: { type: 'string' }, cluster: { type: 'string' } } as const;

/** Shows the order in which Flux applies a tree, and what it would apply too early. */
export const gitopsOrder: Command = {
  name: 'gitops order',
  usage: 'DIST [--cluster NAME] [--format text|json|svg]',
  summary: 'Shows in which waves Flux applies a tree, and proves that nothing is applied before what it needs.',
  options: {
    '--cluster NAME': 'shows this cluster alone',
    '--format text|json|svg': 'form of the waves; text unless given',
  },
  exits: ['nothing is applied too early', 'something is, or there is a cycle'],
  run: (args, output) => {
    const { values, positionals } = parsed(args, OPTIONS);
    const [root, ...rest] = positionals;
    if (root === undefined || rest.length > 0) throw new UsageError('Give the directory that synth wrote.');
    const { cluster } = values;
    const format = formatOf(['text', 'json', 'svg'], values.format);
    const names = clustersIn(root).filter((name) => cluster === undefined || name === cluster);
    if (names.length === 0) throw new UsageError(`There is no cluster "${cluster ?? ''}".`);
    if (format === 'svg' && names.length > 1)
      throw new UsageError('A drawing shows one cluster: name it with --cluster.');
    // A cluster that nobody asked for is not read: reading takes longer than all the rest.
    const sets = names.map((name) => clusterSet(root, name));
    try {
      const orders = sets.map((set) => ({ cluster: set.name, order: orderOf(set) }));
      if (format === 'json') output.result(json(orders));
      else if (format === 'svg') for (const { cluster: name, order } of orders) output.result(orderSvg(name, order));
      else output.result(orders.map(({ cluster: name, order }) => formatOrder(name, order)).join('\n'));
      return orders.some(({ order }) => order.findings.length > 0) ? 1 : 0;
    } catch (error) {
      if (!MeshError.is(error)) throw error;
      output.note(`${error.message}\n`);
      return 1;
    }
  },
};

function json(orders: readonly { readonly cluster: string; readonly order: ReturnType<typeof orderOf> }[]): string {
  const clusters = orders.map(({ cluster, order }) => ({
    name: cluster,
    waves: order.waves.map((wave) =>
      wave.map(({ name, unit, dependsOn, waits }) => ({ name, unit, dependsOn, waits })),
    ),
    needs: order.needs,
    findings: order.findings.map((finding) => ({ ...finding, text: formatFinding(finding) })),
  }));
  return jsonText({ schemaVersion: 1, clusters });
}
