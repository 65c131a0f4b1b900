import {
  formatPlan,
  formatPlanMarkdown,
  formatPublish,
  formatStatus,
  planPublish,
  publish,
  publishStatus,
  type PublishOptions,
} from '../../gitops/index.js';
import { MeshError, type Code } from '../../model/index.js';
import { formatOf, jsonText, parsed } from '../args.js';
import { UsageError, type Command, type ExitCode, type Output } from '../io.js';

const OPTIONS = {
  status: { type: 'boolean' },
  plan: { type: 'boolean' },
  'reset-images': { type: 'boolean' },
  take: { type: 'string', multiple: true },
  keep: { type: 'string', multiple: true },
  cluster: { type: 'string', multiple: true },
  'remove-cluster': { type: 'string', multiple: true },
  'allow-delete': { type: 'string', multiple: true },
  'finish-moves': { type: 'boolean' },
  format: { type: 'string' },
} as const;

type Format = 'text' | 'json' | 'markdown';

/** Refusals that say the input could not be read, rather than that the publish may not happen. */
const UNREADABLE: ReadonlySet<Code> = new Set(['TM5111', 'TM5114', 'TM2021']);

/** Brings a synthesized tree into a checkout, or tells what that would mean. */
export const publishCommand: Command = {
  name: 'publish',
  usage:
    'DIST CHECKOUT [--plan] [--take PATH]... [--keep PATH]... [--reset-images] [--cluster NAME]...\n' +
    '        [--remove-cluster NAME]... [--allow-delete KIND/NS/NAME]... [--finish-moves] [--format text|json|markdown]\n' +
    '  tenant-mesh publish --status CHECKOUT [--format text|json]',
  summary: 'Brings the tree that synth wrote into a checkout of the Git repository, and touches only what differs.',
  options: {
    '--plan': 'prints the plan; nothing is written',
    '--status CHECKOUT': 'says whether a publish is running or was interrupted',
    '--take PATH': 'overwrites a file, or all in a folder, that was changed by hand',
    '--keep PATH': 'leaves such a file alone, in later publishes too, until it is taken',
    '--reset-images': 'writes the image tags of the program instead of those that Flux bumped',
    '--cluster NAME': 'publishes this cluster of the tree alone, with the shared units it has',
    '--remove-cluster NAME': 'removes the files of a cluster that the tree no longer has',
    '--allow-delete KIND/NS/NAME': 'allows a deletion that loses data or traffic, or a move at once',
    '--finish-moves': 'moves what an earlier publish marked, once Flux has applied the marks',
    '--format text|json|markdown': 'form of the result; Markdown for plans only',
  },
  exits: ['done, or nothing to do', 'refused, or a plan with changes'],
  run: (args, output) => {
    const { values, positionals } = parsed(args, OPTIONS);
    const format = formatOf(['text', 'json', 'markdown'], values.format);
    if (format === 'markdown' && values.plan !== true) throw new UsageError('Only a plan can be had as Markdown.');
    try {
      if (values.status === true) return status(positionals, format, output);
      const [source, checkout, ...rest] = positionals;
      if (source === undefined || checkout === undefined || rest.length > 0) {
        throw new UsageError('Give the directory that synth wrote, and a checkout.');
      }
      const options = {
        take: values.take ?? [],
        keep: values.keep ?? [],
        resetImages: values['reset-images'] ?? false,
        ...(values.cluster === undefined ? {} : { clusters: values.cluster }),
        removeClusters: values['remove-cluster'] ?? [],
        allowDelete: (values['allow-delete'] ?? []).map(objectName),
        finishMoves: values['finish-moves'] ?? false,
      };
      if (values.plan === true) return plan(source, checkout, options, format, output);
      const report = publish(source, checkout, options);
      output.result(format === 'json' ? jsonText(report) : formatPublish(report));
      return 0;
    } catch (error) {
      if (MeshError.is(error)) return refused(error, format, output);
      throw error;
    }
  },
};

/** A permission that names no object would be silently worth nothing. */
function objectName(text: string): string {
  if (/^[^/]+\/[^/]*\/[^/]+$/.test(text)) return text;
  throw new UsageError(`--allow-delete takes KIND/NS/NAME as the plan shows it; not "${text}".`);
}

function plan(source: string, checkout: string, options: PublishOptions, format: Format, output: Output): ExitCode {
  const found = planPublish(source, checkout, options);
  const render = { text: formatPlan, json: jsonText, markdown: formatPlanMarkdown };
  output.result(render[format](found));
  return found.files.written + found.files.removed > 0 ? 1 : 0;
}

function status(positionals: readonly string[], format: Format, output: Output): ExitCode {
  const [checkout, ...rest] = positionals;
  if (checkout === undefined || rest.length > 0) throw new UsageError('Give one checkout.');
  const found = publishStatus(checkout);
  output.result(format === 'json' ? jsonText(found) : formatStatus(found));
  return found.journal.kind === 'none' && found.running === undefined ? 0 : 1;
}

function refused(error: MeshError, format: Format, output: Output): ExitCode {
  if (format === 'json') output.result(jsonText({ schemaVersion: 1, problems: error.problems }));
  output.note(`${error.message}\n`);
  return UNREADABLE.has(error.code) ? 2 : 1;
}
