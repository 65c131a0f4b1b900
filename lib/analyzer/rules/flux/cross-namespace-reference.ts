import type { ManifestEntry } from '../../../manifest/index.js';
import { field } from '../../context.js';
import { APPLIER_KINDS, referenceAt, sourceReferences, type Reference } from '../../lookup/sources.js';
import { objects } from '../../read.js';
import type { Rule } from '../../rule.js';

const ALERT = 'Alert.notification.toolkit.fluxcd.io';
const RECEIVER = 'Receiver.notification.toolkit.fluxcd.io';
const AUTOMATION = 'ImageUpdateAutomation.image.toolkit.fluxcd.io';
const POLICY = 'ImagePolicy.image.toolkit.fluxcd.io';

/** Where each kind names objects that the lockdown keeps to its own namespace. */
const READERS: Readonly<Record<string, (entry: ManifestEntry) => readonly Reference[]>> = {
  [ALERT]: (entry) => listed(entry, 'eventSources'),
  [AUTOMATION]: (entry) => single(entry, 'sourceRef'),
  [POLICY]: (entry) => single(entry, 'imageRepositoryRef'),
  [RECEIVER]: (entry) => listed(entry, 'resources'),
  ...Object.fromEntries(APPLIER_KINDS.map((kind) => [kind, sourceReferences])),
};

/** A Flux object that refers into another namespace. */
export const crossNamespaceReference: Rule = {
  meta: {
    code: 'TM4302',
    name: 'cross-namespace-reference',
    area: 'flux',
    summary:
      'Under the lockdown Flux refuses every reference into another namespace; without it a tenant could use the sources and keys of others.',
    remedy: 'Put the object and what it refers to into one namespace.',
    inputs: Object.keys(READERS).sort(),
  },
  check: (context) => {
    for (const [kind, read] of Object.entries(READERS)) {
      for (const entry of context.all(kind)) {
        for (const reference of read(entry)) {
          if (reference.namespace === entry.id.namespace) continue;
          const message = `it refers from namespace "${entry.id.namespace}" into "${reference.namespace}"`;
          context.report(entry, { field: `${reference.field}.namespace`, message });
        }
      }
    }
  },
};

function single(entry: ManifestEntry, key: string): readonly Reference[] {
  const found = referenceAt(entry, `spec.${key}`, field(entry, 'spec', key));
  return found === undefined ? [] : [found];
}

function listed(entry: ManifestEntry, key: string): readonly Reference[] {
  return objects(field(entry, 'spec', key)).flatMap((item, index) => {
    const found = referenceAt(entry, `spec.${key}[${index}]`, item);
    return found === undefined ? [] : [found];
  });
}
