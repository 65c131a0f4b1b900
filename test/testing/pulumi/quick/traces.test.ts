import * as pulumi from '@pulumi/pulumi';
import { moduleOfSdk } from '../../../../lib/testing/pulumi/quick/replace.js';
import { unplacedResources, untracedPromises } from '../../../../lib/testing/pulumi/quick/traces.js';

const debuggable = moduleOfSdk('@pulumi/pulumi/runtime/debuggable.js') as {
  debugPromiseLeaks: boolean;
  readonly debuggablePromise: (promise: Promise<unknown>, context: string) => Promise<unknown>;
  readonly leakedPromises: () => readonly [leaked: ReadonlySet<unknown>, message: string];
};
const resources = pulumi.Resource as unknown as { readonly callsites: () => readonly unknown[] };

/** The trace that the SDK notes of a promise. */
function traceOf(promise: Promise<unknown>): unknown {
  void debuggable.debuggablePromise(promise, 'a test');
  return Reflect.get(promise, '_debugStackTrace');
}

describe('promises of the SDK', () => {
  it('are watched without a trace, which no error elsewhere loses', async () => {
    const restore = untracedPromises();
    try {
      const promise = Promise.resolve(1);
      expect(traceOf(promise)).not.toContain('\n');
      expect(debuggable.leakedPromises()[0]).toContain(promise);
      await expect(debuggable.debuggablePromise(Promise.resolve(2), 'a test')).resolves.toBe(2);
      await expect(debuggable.debuggablePromise(Promise.reject(new Error('no')), 'a test')).rejects.toThrow('no');
      expect(new Error('elsewhere').stack).toContain('traces.test');
    } finally {
      restore();
    }
  });

  it('have their traces where somebody looks for promises that never end, and afterwards', () => {
    const { debuggablePromise } = debuggable;
    untracedPromises()();
    expect(debuggable.debuggablePromise).toBe(debuggablePromise);
    expect(traceOf(Promise.resolve(1))).toContain('traces.test');
    debuggable.debugPromiseLeaks = true;
    try {
      untracedPromises();
      expect(debuggable.debuggablePromise).toBe(debuggablePromise);
    } finally {
      debuggable.debugPromiseLeaks = false;
    }
  });
});

describe('resources of the SDK', () => {
  it('say nothing of the lines that made them until that is put back', () => {
    const { callsites } = resources;
    const restore = unplacedResources();
    expect(resources.callsites()).toEqual([]);
    restore();
    expect(resources.callsites).toBe(callsites);
  });
});
