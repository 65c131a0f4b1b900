import { Config } from '@pulumi/pulumi';
import { LocalWorkspace, type Stack } from '@pulumi/pulumi/automation';
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

  async obey(order: Order): Promise<Result> {
    this.program = order.program;
    const stack = await this.stackOf(order);
    const printed: string[] = [];
    const options = { onOutput: (text: string) => printed.push(text), onError: (text: string) => printed.push(text) };
    let failure = '';
    const changes = await act(stack, order.act, options).catch((error: unknown) => {
      failure = String(error);
      return undefined;
    });
    const { deployment } = (await stack.exportStack()) as { readonly deployment: { readonly resources?: Stored[] } };
    const resources = (deployment.resources ?? []).map(({ urn, type, parent, dependencies, protect }) => ({
      urn,
      type,
      ...(parent === undefined ? {} : { parent }),
      ...(dependencies === undefined ? {} : { dependencies }),
      ...(protect === undefined ? {} : { protect }),
    }));
    return { changes: changes ?? {}, failure, text: printed.join(''), resources };
  }

  private async stackOf({ stack: stackName, config = {}, secrets = {} }: Order): Promise<Stack> {
    const workDir = process.env[WORK_VARIABLE];
    if (workDir === undefined) throw new Error(`${WORK_VARIABLE} is not set.`);
    const program = (): Promise<Outputs> => Promise.resolve(run(this.program));
    const stack =
      this.stacks.get(stackName) ??
      (await LocalWorkspace.createOrSelectStack({ stackName, projectName: PROJECT, program }, { workDir }));
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

async function act(stack: Stack, did: Order['act'], options: Listeners): Promise<Record<string, number> | undefined> {
  switch (did) {
    case 'up':
      return (await stack.up(options)).summary.resourceChanges;
    case 'preview':
      return (await stack.preview(options)).changeSummary;
    case 'refresh':
      return (await stack.refresh(options)).summary.resourceChanges;
    case 'destroy':
      return (await stack.destroy(options)).summary.resourceChanges;
  }
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

const driver = new Driver();
process.on('message', (order: Order) => {
  void driver.obey(order).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
// Whoever started this is gone.
process.on('disconnect', () => process.exit(0));
