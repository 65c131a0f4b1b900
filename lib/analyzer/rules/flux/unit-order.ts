import type { ManifestEntry } from '../../../manifest/index.js';
import { field, type RuleContext } from '../../context.js';
import { groupBy } from '../../lookup/group.js';
import { HELM_RELEASE } from '../../lookup/sources.js';
import { KUSTOMIZATION, appliedUnits, unitsBefore, type AppliedUnit } from '../../lookup/units.js';
import { text } from '../../read.js';
import type { Rule } from '../../rule.js';

const CRD = 'CustomResourceDefinition.apiextensions.k8s.io';
const NAMESPACE = 'Namespace';

/** A unit that brings a kind, and whether by its own manifests or by a chart. */
interface Provider {
  readonly unit: string;
  readonly isWritten: boolean;
}

/** Units that are Ready before each unit. */
type Before = ReadonlyMap<string, ReadonlySet<string>>;

/** Objects whose kind or namespace comes with a unit that Flux does not apply before theirs. */
export const unitOrder: Rule = {
  meta: {
    code: 'TM4306',
    name: 'unit-order',
    area: 'flux',
    summary:
      'Flux refuses a unit with an object whose kind or namespace the cluster does not have yet, and with it all that depends on that unit.',
    remedy: 'Let the unit depend, directly or not, on the one that brings the kind.',
    inputs: [CRD, HELM_RELEASE, KUSTOMIZATION, NAMESPACE].sort(),
  },
  check: (context) => {
    const units = appliedUnits(context);
    const before = unitsBefore(context, units);
    reportKinds(context, units, before);
    reportNamespaces(context, units, before);
  },
};

function reportKinds(context: RuleContext, units: readonly AppliedUnit[], before: Before): void {
  const providers = providersOf(context);
  for (const { path, entries } of units) {
    const kinds = groupBy(entries, ({ id }) => `${id.kind}.${id.group}`);
    for (const [kind, [first]] of kinds) {
      const found = providers.get(kind);
      if (first === undefined || found === undefined) continue;
      const isReady = ({ unit, isWritten }: Provider) =>
        unit === path ? isWritten : before.get(path)?.has(unit) === true;
      if (found.some(isReady)) continue;
      const [{ unit } = { unit: '' }] = found;
      const message =
        unit === path
          ? `unit "${path}" holds it beside the chart that brings its kind`
          : `unit "${path}" does not depend on "${unit}", which brings its kind`;
      context.report(first, { message });
    }
  }
}

/**
 * Flux tries a unit again until the namespace is there, so units beside each other find their order. Where the
 * namespace waits for the unit, neither is ever applied.
 */
function reportNamespaces(context: RuleContext, units: readonly AppliedUnit[], before: Before): void {
  const appliedBy = new Map(units.map((unit) => [unit.path, unit.kustomization]));
  const makers = groupBy(
    context.all(NAMESPACE).filter((entry) => isOfTree(entry) && entry.owner === 'flux' && appliedBy.has(entry.unit)),
    ({ id }) => id.name,
  );
  for (const { kustomization, path, entries } of units) {
    for (const [namespace, [first]] of groupBy(entries.filter(isOfTree), ({ id }) => id.namespace)) {
      const found = makers.get(namespace);
      if (first === undefined || found === undefined) continue;
      const isThere = ({ unit }: ManifestEntry) =>
        appliedBy.get(unit) === kustomization || before.get(unit)?.has(path) !== true;
      if (found.some(isThere)) continue;
      const [{ unit } = { unit: '' }] = found;
      context.report(first, {
        message: `unit "${path}" needs its namespace, which "${unit}" makes, and "${unit}" waits for "${path}"`,
        remedy: `Put the object into unit "${unit}" or one after it.`,
      });
    }
  }
}

function isOfTree({ layer }: ManifestEntry): boolean {
  return layer === 'written';
}

function providersOf(context: RuleContext): ReadonlyMap<string, readonly Provider[]> {
  const releases = releasesByPath(context);
  const brought = context.all(CRD).flatMap((crd) => {
    const kind = `${text(field(crd, 'spec', 'names', 'kind')) ?? ''}.${text(field(crd, 'spec', 'group')) ?? ''}`;
    const isWritten = crd.layer === 'written';
    const source = isWritten ? crd : releases.get(pathOf(crd));
    // What Pulumi applies stands in the cluster before Flux begins.
    const isLater = source?.owner === 'flux' && source.unit !== '';
    return isLater ? [{ kind, unit: source.unit, isWritten }] : [];
  });
  return groupBy(brought, ({ kind }) => kind);
}

/** HelmReleases by every construct above them: a chart is predicted by the construct that holds its release. */
function releasesByPath(context: RuleContext): ReadonlyMap<string, ManifestEntry> {
  const found = new Map<string, ManifestEntry>();
  for (const release of context.all(HELM_RELEASE)) {
    const path = pathOf(release);
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const above = path.slice(0, end);
      if (!found.has(above)) found.set(above, release);
    }
  }
  return found;
}

function pathOf({ origin }: ManifestEntry): string {
  return origin.kind === 'construct' ? origin.path : '';
}
