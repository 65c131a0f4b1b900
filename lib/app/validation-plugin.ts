import { CODES, type Level } from '../model/index.js';
import { formatObject, loadManifests, originText, type Finding } from '../manifest/index.js';
import { checkManifests } from './check-manifests.js';

/** What cdk8s tells a validation plugin, as far as this one reads it. */
export interface ValidationRun {
  /** Files that synth wrote. */
  readonly manifests: readonly string[];
  /** Where violations are reported. */
  readonly report: {
    /** Reports one violation. */
    readonly addViolation: (violation: Violation) => void;
    /** Ends the report. */
    readonly submit: (status: 'success' | 'failure', metadata?: Readonly<Record<string, string>>) => void;
  };
}

/** A violation, as cdk8s has it. */
export interface Violation {
  /** Code and title of the rule. */
  readonly ruleName: string;
  /** What is wrong. */
  readonly recommendation: string;
  /** What to write instead. */
  readonly fix: string;
  /** Objects that violate the rule. */
  readonly violatingResources: readonly {
    /** Name of the object. */
    readonly resourceName: string;
    /** Fields that are wrong. */
    readonly locations: readonly string[];
    /** File that it stands in. */
    readonly manifestPath: string;
  }[];
}

/** Properties of {@link MeshValidation}, as `cdk8s.yaml` gives them. */
export interface MeshValidationProps {
  /**
   * Level from which a finding fails the synth; others are reported.
   * @default "error"
   */
  readonly failOn?: Level;
}

const WEIGHT: Readonly<Record<Level, number>> = { info: 0, warning: 1, error: 2 };

/**
 * The schema check and the rules as a validation plugin of cdk8s, for apps that are no MeshApp: a MeshApp runs both by
 * itself, before it writes.
 *
 * @see https://cdk8s.io/docs/latest/cli/synth/
 */
export class MeshValidation {
  private readonly failOn: Level;

  /** @param props - properties of the plugin */
  constructor(props: MeshValidationProps = {}) {
    this.failOn = props.failOn ?? 'error';
  }

  /** Looks at every manifest that synth wrote; those of each cluster of a Flux tree are a set of their own. */
  validate({ manifests, report }: ValidationRun): Promise<void> {
    const findings = clustersOf(manifests).flatMap((files) => checkManifests(loadManifests(files)));
    for (const finding of findings) report.addViolation(violationOf(finding));
    const failed = findings.some(({ level }) => WEIGHT[level] >= WEIGHT[this.failOn]);
    report.submit(failed ? 'failure' : 'success', { findings: String(findings.length) });
    return Promise.resolve();
  }
}

function clustersOf(files: readonly string[]): readonly (readonly string[])[] {
  const groups = new Map<string, string[]>();
  for (const file of files) {
    const [, cluster = ''] = /(?:^|[\\/])(?:manifests|clusters)[\\/]([^\\/]+)[\\/]/.exec(file) ?? [];
    groups.set(cluster, [...(groups.get(cluster) ?? []), file]);
  }
  return [...groups.values()];
}

function violationOf({ code, where, object, field, message, remedy }: Finding): Violation {
  return {
    ruleName: `${code} ${CODES[code].title}`,
    recommendation: `${formatObject(object)}: ${message}`,
    fix: remedy,
    violatingResources: [
      {
        resourceName: object.name,
        locations: field === undefined ? [] : [field],
        manifestPath: where.kind === 'file' ? where.file : originText(where),
      },
    ],
  };
}
