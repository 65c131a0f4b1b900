import type { ManifestSet } from '../manifest/index.js';
import type { Answer } from './path/answer.js';
import { askOf } from './path/ask.js';
import { bestWay } from './path/best-way.js';
import type { Way } from './path/mesh-path.js';
import { endText, type Question } from './path/question.js';
import { sourcesOf } from './path/resolve.js';
import { endsOf, waysOf } from './path/ways.js';
import { key, type Workload } from './world/workload.js';
import { World } from './world/world.js';
import { canAny, type SetAnswer, type SetOptions } from './proof/can-any.js';
import { IsolationProver, tenantsOf, type Isolation } from './proof/isolation.js';
import { diffOf, type AccessDiff } from './report/diff.js';
import { matrixOf, type Matrix } from './report/matrix.js';
import type { CalleeSelection, CallerSelection, Selection } from './proof/selection.js';

/**
 * Who may call whom, and why, from the manifests alone.
 */
export function access(manifests: ManifestSet): Access {
  return new Access(manifests);
}

/** Answers about one set. */
export class Access {
  /** @internal */
  readonly world: World;
  private readonly name: string;

  constructor(manifests: ManifestSet) {
    this.name = manifests.name;
    this.world = new World(manifests);
  }

  /** Defaults that were assumed for want of an object, and policies that Istio refuses, as sentences. */
  get assumptions(): readonly string[] {
    return this.world.assumptions;
  }

  /** Answers one question: the best outcome over every way from a caller to what it names. */
  ask(question: Question): Answer {
    const ask = askOf(this.world, question);
    const ways = sourcesOf(this.world, question.from).flatMap((source) =>
      waysOf(this.world, source, question.from, question.to, ask),
    );
    return this.answer(question, ways);
  }

  /** Whether any request from one set of callers reaches a set of callees, over every class of requests. */
  canAny(from: CallerSelection, to: CalleeSelection, options: SetOptions = {}): SetAnswer {
    return canAny(this.world, from, to, options);
  }

  /** Whether one set is kept apart from another, also over several hops. */
  isolation(from: Selection, to: Selection, options: Pick<SetOptions, 'providers'> = {}): Isolation {
    return new IsolationProver(this, options.providers).prove(from, to);
  }

  /** Who may call whom, for every workload and from outside. */
  matrix(): Matrix {
    return matrixOf(this.world, this.name);
  }

  /** What a change from this set to another newly allows and denies. */
  diff(after: Access): AccessDiff {
    return diffOf(this.world, after.world);
  }

  /** Tenants of the set, sorted. */
  tenants(): readonly string[] {
    return tenantsOf(this.world);
  }

  private answer({ from, to }: Question, ways: readonly Way[]): Answer {
    const own = answering(ways, endsOf(this.world, to));
    const best = bestWay(own);
    const others = best === undefined ? [] : rivals(own, best);
    const trail = best?.trail;
    const mixed = others.length > 0 && trail?.outcome === 'allow';
    return {
      outcome: trail === undefined ? 'deny' : mixed ? 'depends' : trail.outcome,
      dependsOn: mixed
        ? [`which pods answer: ${others.join(', ')} refuse`]
        : trail?.outcome === 'depends'
          ? [...trail.dependsOn]
          : [],
      // What would have to change is worked out for those who read it.
      get trail() {
        return trail?.told() ?? [NO_WAY];
      },
      from: endText(from),
      to: endText(to),
      assumptions: this.assumptions,
    };
  }
}

/**
 * Ways that a caller gets its answer on. A copy that a route makes of a request counts where nothing else gets to what
 * was asked for: it is there, though nobody sees its answer.
 */
function answering(ways: readonly Way[], ends: readonly Workload[]): readonly Way[] {
  const first = ways.filter(({ copy }) => copy !== true);
  if (first.length === ways.length || first.some(({ trail }) => !trail.denied)) return first;
  const copies = ways.filter(({ copy, trail, callee }) => copy === true && !trail.denied && isOf(ends, callee));
  return copies.length > 0 ? copies : first;
}

function isOf(ends: readonly Workload[], callee: Workload | undefined): boolean {
  return callee !== undefined && ends.includes(callee);
}

const NO_WAY = { kind: 'service', outcome: 'deny', text: 'the set shows no way to it', basis: 'modelled' } as const;

/** Workloads that the same route may choose and that refuse: the answer then depends on the route. */
function rivals(ways: readonly Way[], best: Way): readonly string[] {
  const shared = best.trail.steps.find(({ kind }) => kind === 'route');
  if (shared === undefined) return [];
  return ways
    .filter(({ trail, callee }) => callee !== undefined && trail.denied && trail.steps.includes(shared))
    .map(({ callee }) => (callee === undefined ? '' : key(callee)));
}
