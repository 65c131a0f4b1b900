import { pulumi } from '../../../pulumi/sdk.js';
import { moduleOfSdk, replace, type Restore } from './replace.js';

/** Watches a promise, so that the SDK can tell of those that never end. */
type Watch = (promise: Promise<unknown>, context: unknown) => Promise<unknown>;

/**
 * Lets the SDK watch its promises without a trace for each. It makes thirty promises for each resource and shows a trace
 * only of those that never end, and only with `PULUMI_DEBUG_PROMISE_LEAKS`: then they are noted as ever.
 */
export function untracedPromises(): Restore {
  const debuggable = moduleOfSdk('@pulumi/pulumi/runtime/debuggable.js');
  if (Reflect.get(Object(debuggable) as object, 'debugPromiseLeaks') === true) return () => undefined;
  return replace<Watch>(debuggable, 'debuggablePromise', (watch) => (promise, context) => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
      return watch(promise, context);
    } finally {
      Error.stackTraceLimit = limit;
    }
  });
}

/** Lets resources say nothing of the lines that made them: the engine shows those, and mocks do not hear of them. */
export function unplacedResources(): Restore {
  return replace<() => readonly unknown[]>(pulumi.Resource, 'callsites', () => () => []);
}
