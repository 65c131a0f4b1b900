import { isDeepStrictEqual } from 'node:util';
import type { Provider } from '@pulumi/pulumi/provider';
import { awsOutputs } from '../../../lib/testing/pulumi/aws-outputs.js';
import { note, partsOf } from './log.js';
import { fieldsOf, revealed } from './secrets.js';
import type { EngineWord } from './serve.js';

/**
 * Stands in for the AWS provider: it makes nothing and answers with what a provider would form of the inputs, so that
 * the engine's order, unknowns, secrets and state are real.
 */
export const awsProvider = (word: EngineWord): Provider => ({
  // At or above the version that the SDK asks for, or the engine warns.
  version: '99.0.0',
  check: (_urn, _olds, news: unknown) => Promise.resolve({ inputs: news }),
  diff: (_id, _urn, _olds: unknown, news: unknown) => {
    const before = fieldsOf(revealed(word.inputs()));
    const after = fieldsOf(revealed(news));
    const changed = Object.keys(after).filter((key) => !isDeepStrictEqual(before[key], after[key]));
    return Promise.resolve({ changes: changed.length > 0, replaces: changed.filter((key) => key === 'name') });
  },
  create: (urn, inputs: unknown) => {
    const { type, name } = partsOf(urn);
    // In preview the engine takes what is not answered for unknown.
    if (word.preview()) return Promise.resolve({ id: '', outs: fieldsOf(inputs) });
    note('create', urn);
    return Promise.resolve({ id: `${name}-id`, outs: awsOutputs(type, name, fieldsOf(inputs)) });
  },
  update: (_id, urn, _olds: unknown, news: unknown) => {
    const { type, name } = partsOf(urn);
    if (!word.preview()) note('update', urn);
    return Promise.resolve({ outs: awsOutputs(type, name, fieldsOf(news)) });
  },
  delete: (_id, urn) => {
    note('delete', urn);
    return Promise.resolve();
  },
  invoke: (_token, inputs: unknown) => Promise.resolve({ outputs: inputs }),
});
