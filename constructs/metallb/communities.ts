import { Construct } from 'constructs';
import { CommunityV1Beta1 } from '../../lib/imports/metallb/index.js';
import { dnsLabel, isDnsLabel, refuse } from '../../lib/model/index.js';
import { METALLB_NAMESPACE } from './names.js';

/** Checks a value: two 16-bit numbers, or `large:` and three 32-bit numbers. */
export function communityValue(where: string, field: string, value: string): string {
  const large = value.startsWith('large:');
  const parts = (large ? value.slice('large:'.length) : value).split(':');
  const most = large ? 2 ** 32 - 1 : 2 ** 16 - 1;
  const ok =
    parts.length === (large ? 3 : 2) && parts.every((part) => /^(0|[1-9][0-9]*)$/.test(part) && Number(part) <= most);
  if (ok) return value;
  return refuse(
    'TM1607',
    { where, field },
    'a community is two numbers up to 65535, or "large:" and three numbers up to 4294967295',
    value,
    'Write for instance "65535:65281" or "large:64512:1:2".',
  );
}

/** Checks a community of an advertisement: a value, or the alias that a Community object gives to one. */
export function communityOrAlias(where: string, field: string, text: string): string {
  return isDnsLabel(text) ? text : communityValue(where, field, text);
}

/** Props of {@link CommunityAliases}. */
export interface CommunityAliasesProps {
  /** Name of the Community object. */
  readonly name: string;
  /** Values by alias. */
  readonly aliases: Readonly<Record<string, string>>;
}

/**
 * A Community object: names for BGP communities.
 *
 * @see https://metallb.io/apis/
 */
export class CommunityAliases extends Construct {
  constructor(scope: Construct, id: string, props: CommunityAliasesProps) {
    super(scope, id);
    const where = this.node.path;
    const communities = Object.entries(props.aliases)
      .map(([alias, value]) => ({
        name: dnsLabel(alias, { where, field: 'aliases' }),
        value: communityValue(where, `aliases.${alias}`, value),
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    new CommunityV1Beta1(this, 'Resource', {
      metadata: { name: dnsLabel(props.name, { where, field: 'name' }), namespace: METALLB_NAMESPACE },
      spec: { communities },
    });
  }
}
