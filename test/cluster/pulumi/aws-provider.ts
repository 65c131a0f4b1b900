import { isDeepStrictEqual } from 'node:util';
import { note, partsOf } from './log.js';
import { fieldsOf, revealed } from './secrets.js';
import { serve } from './serve.js';

/**
 * Stands in for the AWS provider: it makes nothing and answers with the inputs, an ARN and an id, so that the engine's
 * order, unknowns, secrets and state are real.
 */
void serve(() => ({
  // At or above the version that the SDK asks for, or the engine warns.
  version: '99.0.0',
  check: (_urn, _olds, news: unknown) => Promise.resolve({ inputs: news }),
  diff: (_id, _urn, olds: unknown, news: unknown) => {
    const before = fieldsOf(revealed(olds));
    const after = fieldsOf(revealed(news));
    const changed = Object.keys(after).filter((key) => !isDeepStrictEqual(before[key], after[key]));
    return Promise.resolve({ changes: changed.length > 0, replaces: changed.filter((key) => key === 'name') });
  },
  create: (urn, inputs: unknown) => {
    const { type, name } = partsOf(urn);
    note('create', urn);
    return Promise.resolve({
      id: `${name}-id`,
      outs: { ...fieldsOf(inputs), arn: `arn:aws:recorded:::${type}/${name}` },
    });
  },
  update: (_id, urn, olds: unknown, news: unknown) => {
    note('update', urn);
    return Promise.resolve({ outs: { ...fieldsOf(olds), ...fieldsOf(news) } });
  },
  delete: (_id, urn) => {
    note('delete', urn);
    return Promise.resolve();
  },
  invoke: (_token, inputs: unknown) => Promise.resolve({ outputs: inputs }),
}));
