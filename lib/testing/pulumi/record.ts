import { pulumi } from '../../pulumi/sdk.js';
import { awsOutputs } from './aws-outputs.js';
import { quickly } from './quick/index.js';
import { readRequest, type RegisterRequest } from './read-request.js';
import { Recording } from './recording.js';

/** How a program is recorded. */
export interface RecordOptions {
  /**
   * Name of the project.
   * @default 'project'
   */
  readonly project?: string;
  /**
   * Name of the stack.
   * @default 'stack'
   */
  readonly stack?: string;
  /**
   * Whether values that only a provider knows are unknown, as in `pulumi preview`.
   * @default false
   */
  readonly preview?: boolean;
  /**
   * Settings of the stack; a name without `:` belongs to the project.
   * @default - none
   */
  readonly config?: Readonly<Record<string, string>>;
  /**
   * Outputs of a resource, from its type, its name and its inputs; `id` among them is its id.
   * @default - the inputs, and for AWS resources what `awsOutputs` makes up
   */
  readonly outputs?: (type: string, name: string, inputs: Readonly<Record<string, unknown>>) => Record<string, unknown>;
  /**
   * Answers of functions of providers, by token.
   * @default - the arguments
   */
  readonly calls?: Readonly<Record<string, (inputs: Readonly<Record<string, unknown>>) => Record<string, unknown>>>;
}

/** The part of the SDK's monitor that is listened to. */
interface Monitor {
  registerResource(request: RegisterRequest, answer: (error: unknown, response: Registered) => void): unknown;
}

interface Registered {
  getUrn(): string;
  toString(): string;
}

/**
 * Runs a Pulumi program against mocks and records what it registers, with what mocks are not told: parents,
 * dependencies, aliases, protection. It returns when every registration has been answered, so that nothing is missing.
 *
 * @param program - the program, or the part of one
 * @param options - names, and answers of providers
 */
export async function recordPulumi(program: () => unknown, options: RecordOptions = {}): Promise<Recording> {
  const { project = 'project', stack = 'stack', preview = false } = options;
  const outputs = options.outputs ?? usualOutputs;
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        const state = outputs(type, name, Object.fromEntries(Object.entries(Object(inputs) as object)));
        return { id: typeof state['id'] === 'string' ? state['id'] : `${name}-id`, state };
      },
      call: ({ token, inputs }) => {
        const given: Record<string, unknown> = Object.fromEntries(Object.entries(Object(inputs) as object));
        return options.calls?.[token]?.(given) ?? given;
      },
    },
    project,
    stack,
    preview,
  );
  const settings = Object.entries(options.config ?? {});
  pulumi.runtime.setAllConfig(
    Object.fromEntries(settings.map(([key, value]) => [key.includes(':') ? key : `${project}:${key}`, value])),
  );
  const recording = new Recording();
  listen(recording);
  await quickly(async () => {
    await program();
    await pulumi.runtime.disconnect();
  });
  return recording;
}

function usualOutputs(type: string, name: string, inputs: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return type.startsWith('aws:') ? awsOutputs(type, name, inputs) : { ...inputs };
}

function listen(recording: Recording): void {
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, answer) =>
    register(request, (error, response) => {
      if (error === null || error === undefined) {
        const urn = response.getUrn();
        recording.add(readRequest(request, urn));
        // The SDK writes each answer into a log that nobody keeps; its own text would be all that is in the answer.
        response.toString = () => urn;
      }
      answer(error, response);
    });
}
