import type { RuleContext } from '../../context.js';
import { field } from '../../context.js';
import {
  APPLIER_KINDS,
  SOURCE_KINDS,
  configMapReferences,
  dependencyReferences,
  sourceReferences,
  type Reference,
} from '../../lookup/sources.js';
import { isJsonObject } from '../../read.js';
import type { Rule } from '../../rule.js';

const BUNDLE = 'Bundle.trust.cert-manager.io';

/** A reference between Flux objects that names nothing. */
export const referenceResolves: Rule = {
  meta: {
    code: 'TM4301',
    name: 'reference-resolves',
    area: 'flux',
    summary:
      'Flux waits for ever for a source, a dependency or a ConfigMap that nobody makes, and so does all that depends on it.',
    remedy: 'Write the object that is meant, or name one that is there.',
    inputs: [BUNDLE, 'ConfigMap', ...APPLIER_KINDS, ...SOURCE_KINDS].sort(),
  },
  check: (context) => {
    for (const kind of SOURCE_KINDS) context.all(kind);
    const bundled = new Set(
      context
        .all(BUNDLE)
        .filter((bundle) => isJsonObject(field(bundle, 'spec', 'target', 'configMap')))
        .map(({ id }) => id.name),
    );
    context.all('ConfigMap');
    for (const kind of APPLIER_KINDS) {
      for (const entry of context.all(kind)) {
        for (const reference of [
          ...sourceReferences(entry),
          ...dependencyReferences(entry),
          ...configMapReferences(entry),
        ]) {
          if (exists(context, reference, kind, bundled)) continue;
          const { namespace, name } = reference;
          const message = `there is no ${reference.kind} ${namespace}/${name}`;
          context.report(entry, { field: reference.field, message });
        }
      }
    }
  },
};

function exists(context: RuleContext, reference: Reference, own: string, bundled: ReadonlySet<string>): boolean {
  const { kind, name, namespace } = reference;
  if (kind === 'ConfigMap') return bundled.has(name) || context.find(kind, namespace, name) !== undefined;
  const known = own.startsWith(`${kind}.`) ? own : SOURCE_KINDS.find((source) => source.startsWith(`${kind}.`));
  return known !== undefined && context.find(known, namespace, name) !== undefined;
}
