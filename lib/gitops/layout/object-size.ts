import { listOf, mapAt, textOf, type Finding, type ManifestEntry, type ManifestSet } from '../../manifest/index.js';
import { releasesOf, type Release } from '../order/releases.js';

/** Most bytes that the API server takes as the data of one ConfigMap. */
const DATA_LIMIT = 1024 * 1024;
/** Most bytes that etcd takes in one request, and so for one object. */
const OBJECT_LIMIT = 1536 * 1024;
/** What the defaults of istiod's chart take beside the values that somebody gives, in bytes. */
const CHART_DEFAULTS = 8 * 1024;
/** Share of a limit from which it is told of, so that there is time to do something about it. */
const NEAR = 0.8;
/** Kinds of which one object grows with every tenant. */
const GROWING = [
  ['', 'ConfigMap'],
  ['helm.toolkit.fluxcd.io', 'HelmRelease'],
  ['networking.istio.io', 'Gateway'],
  ['gateway.networking.k8s.io', 'Gateway'],
] as const;

/** One object of the cluster, as large as it will be. */
interface Sized {
  readonly entry: ManifestEntry;
  readonly what: string;
  readonly bytes: number;
  readonly limit: number;
  readonly remedy: string;
}

/** No object outgrows what the API server takes, and one that is about to is told of before it does. */
export function checkObjectSize(set: ManifestSet): readonly Finding[] {
  return [...written(set), ...releasesOf(set).flatMap((release) => chartValues(set, release))].flatMap((sized) =>
    sized.bytes > sized.limit * NEAR ? [finding(sized)] : [],
  );
}

function written(set: ManifestSet): readonly Sized[] {
  return GROWING.flatMap(([group, kind]) => set.byKind(group, kind))
    .filter(({ layer }) => layer === 'written')
    .map((entry) => ({
      entry,
      what: 'the object',
      bytes: sizeOf(entry.object),
      limit: entry.id.kind === 'ConfigMap' ? DATA_LIMIT : OBJECT_LIMIT,
      remedy: 'Make several of it.',
    }));
}

/**
 * The chart of istiod writes all its values into a ConfigMap, indented, and twice: as they were given and as they were
 * merged. That is the object that fills up first where many tenants have a sign-in of their own.
 */
function chartValues(set: ManifestSet, { entry, chart }: Release): readonly Sized[] {
  if (chart !== 'istiod') return [];
  const spec = mapAt(entry.object, 'spec');
  const inline = Buffer.byteLength(JSON.stringify(mapAt(spec, 'values'), undefined, 2));
  const read = listOf(spec['valuesFrom']).map((item) => {
    const { kind, name } = mapAt(item);
    if (textOf(kind) !== 'ConfigMap') return 0;
    return sizeOf(mapAt(set.get('', 'ConfigMap', entry.id.namespace, textOf(name) ?? '')?.object, 'data'));
  });
  const once = [inline, CHART_DEFAULTS, ...read].reduce((sum, bytes) => sum + bytes, 0);
  const remedy =
    'Give tenants that bring their tokens themselves `access: { kind: "jwt" }`, or spread the tenants over several clusters.';
  return [
    { entry, what: 'the ConfigMap that its chart makes of its values', bytes: 2 * once, limit: DATA_LIMIT, remedy },
  ];
}

function finding({ entry, what, bytes, limit, remedy }: Sized): Finding {
  const isOver = bytes > limit;
  const sizes = `${what} has about ${kilobytes(bytes)} kB, and ${kilobytes(limit)} kB are the most that the API server takes`;
  return {
    code: isOver ? 'TM5117' : 'TM5118',
    level: isOver ? 'error' : 'warning',
    where: entry.origin,
    object: entry.id,
    message: sizes,
    remedy,
  };
}

function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

function kilobytes(bytes: number): string {
  return String(Math.ceil(bytes / 1024));
}
