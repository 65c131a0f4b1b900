import type { Construct } from 'constructs';
import { JwtCheck, type PolicyScope } from '../../istio/index.js';
import { MeshError } from '../../../lib/model/index.js';
import type { ICallee, RequireJwtProps } from './props.js';

/** A token that callers of a workload must bear. */
export interface JwtRequirement {
  readonly issuer: string;
  readonly claims: Readonly<Record<string, readonly string[]>>;
}

/** Where the checks of a namespace are attached: at pods, or at its waypoint. */
export interface JwtHost {
  readonly construct: Construct;
  readonly namespace: string;
  /** Scope of a check for one workload, or for all of them. */
  scopeOf(workload: ICallee | undefined): PolicyScope;
}

/** The tokens that the workloads of a namespace demand. */
export class JwtRules {
  private everywhere: JwtRequirement | undefined;
  private readonly byWorkload = new Map<string, JwtRequirement>();

  /** @param host - the namespace */
  constructor(private readonly host: JwtHost) {}

  /** Demands a token. */
  require(props: RequireJwtProps): void {
    refuseNoClaim(this.host.construct.node.path, props);
    const requirement = { issuer: props.issuer, claims: props.claims };
    if (props.workloads === undefined) {
      if (this.everywhere !== undefined) this.refuseTwice('every workload');
      this.everywhere = requirement;
      this.check('jwt', undefined, props);
      return;
    }
    for (const workload of props.workloads) {
      if (this.byWorkload.has(workload.name)) this.refuseTwice(`workload "${workload.name}"`);
      this.byWorkload.set(workload.name, requirement);
      this.check(`jwt-${workload.name}`, workload, props);
    }
  }

  /** The token that callers of a workload must bear, if any. */
  of(workload: string): JwtRequirement | undefined {
    return this.byWorkload.get(workload) ?? this.everywhere;
  }

  private check(name: string, workload: ICallee | undefined, props: RequireJwtProps): void {
    new JwtCheck(this.host.construct, name, {
      name,
      namespace: this.host.namespace,
      scope: this.host.scopeOf(workload),
      issuer: props.issuer,
      ...(props.jwksUri === undefined ? {} : { jwksUri: props.jwksUri }),
      ...(props.audiences === undefined ? {} : { audiences: props.audiences }),
    });
  }

  private refuseTwice(what: string): never {
    throw new MeshError({
      code: 'TM1113',
      where: this.host.construct.node.path,
      field: 'requireJwt',
      what: `${what} already demands a token`,
      remedy: 'Demand one token a workload; list the accepted claim values in one call.',
    });
  }
}

function refuseNoClaim(where: string, props: RequireJwtProps): void {
  const entries = Object.entries(props.claims);
  const empty = entries.find(([, values]) => values.length === 0);
  if (entries.length > 0 && empty === undefined) return;
  throw new MeshError({
    code: 'TM1109',
    where,
    field: empty === undefined ? 'requireJwt.claims' : `requireJwt.claims["${empty[0]}"]`,
    what: 'no claim value is demanded, so a token that the issuer signed for anybody else would do',
    value: props.claims,
    remedy: 'Name a claim that only callers of this tenant bear, such as { "cognito:groups": ["tenant-a"] }.',
  });
}
