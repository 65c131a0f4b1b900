import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Config } from '@pulumi/pulumi';
import { LocalWorkspace, type EngineEvent, type Stack } from '@pulumi/pulumi/automation';
import { quickStructs } from '../../../lib/testing/pulumi/quick/structs.js';
import { eks } from '../../../stacks/pulumi/eks.js';
import { WORK_VARIABLE, type Order, type ProgramRun, type Result, type Stored } from './orders.js';
import { objectsProgram } from './objects-program.js';
import { referenceProgram } from './reference-program.js';

const PROJECT = 'mesh';

/**
 * Runs programs by the Automation API in a process of its own, as a user does: jest loads the SDK's messages into a
 * context of its own, where they are several times slower.
 */
class Driver {
  private readonly stacks = new Map<string, Stack>();
  private program: ProgramRun | undefined;
  private failed = false;
  private rejections: string[] = [];

  /**
   * Takes a rejection that nobody else listens for. The SDK stops listening as soon as a program has failed, but calls
   * that the engine broke off reject later, and Node would end the process. They are part of a failure that is known;
   * after a success they are one.
   */
  late(reason: unknown): void {
    this.rejections.push(String(reason));
  }

  async obey(order: Order): Promise<Result> {
    if (!this.failed && this.rejections.length > 0) {
      throw new Error(`After the last order had succeeded: ${this.rejections.join('\n')}`);
    }
    this.rejections = [];
    this.program = order.program;
    const stack = await this.stackOf(order);
    const printed: string[] = [];
    const options = { onOutput: (text: string) => printed.push(text), onError: (text: string) => printed.push(text) };
    let failure = '';
    const changes = await act(stack, order.act, options).catch((error: unknown) => {
      failure = String(error);
      return undefined;
    });
    const resources = resourcesOf(order.stack).map(({ urn, type, parent, dependencies, protect }) => ({
      urn,
      type,
      ...(parent === undefined ? {} : { parent }),
      ...(dependencies === undefined ? {} : { dependencies }),
      ...(protect === undefined ? {} : { protect }),
    }));
    if (failure === '') failure = this.rejections.join('\n');
    this.failed = failure !== '';
    return { changes: changes ?? {}, failure, text: printed.join(''), resources };
  }

  private async stackOf({ stack: stackName, config = {}, secrets = {} }: Order): Promise<Stack> {
    const workDir = process.env[WORK_VARIABLE];
    if (workDir === undefined) throw new Error(`${WORK_VARIABLE} is not set.`);
    const program = (): Promise<Outputs> => Promise.resolve(run(this.program));
    const stack =
      this.stacks.get(stackName) ??
      withoutQuestions(
        await LocalWorkspace.createOrSelectStack({ stackName, projectName: PROJECT, program }, { workDir }),
      );
    this.stacks.set(stackName, stack);
    const settings = [
      ...Object.entries(config).map(([key, value]) => [key, { value }] as const),
      ...Object.entries(secrets).map(([key, value]) => [key, { value, secret: true }] as const),
    ];
    if (settings.length > 0) await stack.setAllConfig(Object.fromEntries(settings));
    return stack;
  }
}

interface Listeners {
  readonly onOutput: (text: string) => void;
  readonly onError: (text: string) => void;
}

/**
 * After each deed the SDK starts the CLI three times more, for outputs and history, which take longer than a small deed
 * and which nobody reads here: the engine's events and the state say it all.
 */
function withoutQuestions(stack: Stack): Stack {
  stack.outputs = () => Promise.resolve({});
  stack.info = () => Promise.resolve(undefined);
  return stack;
}

/** What stands in the state of a stack, read where the engine wrote it. */
function resourcesOf(stack: string): readonly Stored[] {
  const backend = fileURLToPath(process.env['PULUMI_BACKEND_URL'] ?? '');
  const text = readFileSync(join(backend, '.pulumi/stacks', PROJECT, `${stack}.json`), 'utf8');
  const { checkpoint } = JSON.parse(text) as { readonly checkpoint: { readonly latest?: { resources?: Stored[] } } };
  return checkpoint.latest?.resources ?? [];
}

/** Numbers of resources by what happened to them, as the last event of the engine sums up. */
async function act(stack: Stack, did: Order['act'], listeners: Listeners): Promise<Record<string, number>> {
  let changes: Record<string, number> = {};
  const onEvent = ({ summaryEvent }: EngineEvent): void => {
    changes = summaryEvent?.resourceChanges ?? changes;
  };
  if (did === 'refreshing up') await stack.up({ ...listeners, onEvent, refresh: true });
  else await stack[did]({ ...listeners, onEvent });
  return changes;
}

/** Outputs of the stack. */
type Outputs = Readonly<Record<string, unknown>>;

function run(program: ProgramRun | undefined): Outputs {
  switch (program?.kind) {
    case 'reference':
      referenceProgram(program.step);
      return {};
    case 'objects':
      return { ...objectsProgram(program.run) };
    case 'eks':
      return { owned: eks(new Config()).deployment.owned };
    case undefined:
      throw new Error('No program was ordered.');
  }
}

// The SDK keeps a trace of every promise, and to find its places in the sources takes a third of the time of a run.
process.setSourceMapsEnabled(false);
Error.stackTraceLimit = 1;
quickStructs();

const driver = new Driver();
process.on('message', (order: Order) => {
  void driver.obey(order).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.on('unhandledRejection', (reason) => {
  if (process.listenerCount('unhandledRejection') === 1) driver.late(reason);
});
// Whoever started this is gone.
process.on('disconnect', () => process.exit(0));
