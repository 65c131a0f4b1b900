import type { Origin, ManifestEntry } from '../../manifest/index.js';

/** A part of the way from caller to callee. */
export type StepKind =
  | 'service'
  | 'egress-scope'
  | 'client-tls'
  | 'network-egress'
  | 'network-ingress'
  | 'peer-authentication'
  | 'trust-root'
  | 'trust-domain'
  | 'waypoint'
  | 'gateway'
  | 'route'
  | 'custom'
  | 'request-authentication'
  | 'authorization'
  | 'ambient';

/** The object that a step rests on. */
export interface StepObject {
  /** Kind of the object. */
  readonly kind: string;
  /** Namespace; empty for cluster-scoped objects. */
  readonly namespace: string;
  /** Name of the object. */
  readonly name: string;
  /** Where the object comes from. */
  readonly origin: Origin;
}

/** One step of a trail. */
export interface Step {
  /** The part of the way. */
  readonly kind: StepKind;
  /** Whether it lets the call on. */
  readonly outcome: 'pass' | 'deny' | 'depends';
  /** The object that decided. @default - a default decided */
  readonly object?: StepObject;
  /** Place of the rule in it. @default - the object as a whole */
  readonly rule?: number;
  /** What was decided, as a sentence without a final period. */
  readonly text: string;
  /** What would have to change for the opposite. @default - nothing in the manifests */
  readonly change?: string;
  /** Whether the step is held to recorded decisions of Istio's own code, or modelled after its documentation. */
  readonly basis: 'recorded' | 'modelled';
}

/** The answer to a question. */
export interface Answer {
  /** Whether the call gets through. */
  readonly outcome: 'allow' | 'deny' | 'depends';
  /** What a `depends` rests on, each named once. */
  readonly dependsOn: readonly string[];
  /** Every step in order; the last one decided a `deny`. */
  readonly trail: readonly Step[];
  /** Ends that the answer is about, as text. */
  readonly from: string;
  /** Callee, as text. */
  readonly to: string;
  /** Defaults that were assumed for want of an object. */
  readonly assumptions: readonly string[];
}

/** An object as a trail names it. */
export function stepObject(entry: ManifestEntry | undefined): { object?: StepObject } {
  if (entry === undefined) return {};
  const { kind, namespace, name } = entry.id;
  return { object: { kind, namespace, name, origin: entry.origin } };
}

/** Works out what would have to change. */
type Advice = () => string | undefined;

/** Gathers steps until one denies. */
export class Trail {
  readonly steps: Step[] = [];
  readonly dependsOn = new Set<string>();
  private refused = false;
  private advice: Advice | undefined;

  /** Whether a step refused. */
  get denied(): boolean {
    return this.refused;
  }

  /** Adds a step; `on` names what a `depends` rests on. */
  add(step: Step, on?: string): this {
    this.steps.push(step);
    if (step.outcome === 'deny') this.refused = true;
    if (step.outcome === 'depends') this.dependsOn.add(on ?? step.text);
    return this;
  }

  /** Notes what would have to change for the last step, which is worked out once somebody reads it. */
  advise(advice: Advice): this {
    this.advice = advice;
    return this;
  }

  /** Every step, with what would have to change for the last one. */
  told(): readonly Step[] {
    const change = this.advice?.();
    const last = this.steps.at(-1);
    if (change === undefined || last === undefined) return this.steps;
    const { kind, outcome, text, ...rest } = last;
    return [...this.steps.slice(0, -1), { kind, outcome, text, change, ...rest }];
  }

  /** Adds steps that were found earlier. */
  append(other: Trail): this {
    this.steps.push(...other.steps);
    for (const on of other.dependsOn) this.dependsOn.add(on);
    this.refused ||= other.refused;
    this.advice = other.advice;
    return this;
  }

  get outcome(): Answer['outcome'] {
    return this.denied ? 'deny' : this.dependsOn.size > 0 ? 'depends' : 'allow';
  }
}
