import { isIP } from 'node:net';

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const NAME_PART = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

/** What a kind demands of its names. */
export type NameRule = 'subdomain' | 'label' | 'label-1035' | 'path-segment' | 'short-subdomain' | 'address' | 'any';

/** What is wrong with a name, or nothing. */
export function nameFault(name: string, rule: NameRule): string | undefined {
  switch (rule) {
    case 'path-segment':
      return name === '.' || name === '..' || /[/%]/.test(name)
        ? `must not be '.' or '..' or hold '/' or '%'`
        : undefined;
    case 'short-subdomain':
      // A CronJob's Jobs append eleven characters to its name.
      return name.length > 52 ? 'must have at most 52 characters' : nameFault(name, 'subdomain');
    case 'any':
      return undefined;
    case 'address':
      return isIP(name) === 0 || name.includes('%') ? 'must be an IP address' : undefined;
    case 'subdomain':
      return textFault(
        name,
        253,
        SUBDOMAIN,
        `lower case letters, digits, '-' and '.', with a letter or digit at each end`,
      );
    case 'label':
      return textFault(name, 63, LABEL, `lower case letters, digits and '-', with a letter or digit at each end`);
    case 'label-1035':
      return textFault(name, 63, LABEL_1035, `lower case letters, digits and '-', with a letter first and no '-' last`);
  }
}

function textFault(text: string, limit: number, pattern: RegExp, grammar: string): string | undefined {
  if (bytes(text) > limit) return `must have at most ${limit} characters`;
  return pattern.test(text) ? undefined : `must consist of ${grammar}`;
}

/** What is wrong with a qualified name (`prefix/name`, the prefix optional), or nothing. */
export function qualifiedNameFault(text: string): string | undefined {
  const parts = text.split('/');
  if (parts.length > 2) return `must have the form 'prefix/name' with at most one '/'`;
  const name = parts.at(-1) ?? '';
  const prefix = parts.length === 2 ? parts[0] : undefined;
  if (prefix === '') return 'must not have an empty prefix';
  const fault = prefix === undefined ? undefined : nameFault(prefix, 'subdomain');
  if (fault !== undefined) return `has a prefix that ${fault}`;
  if (name === '') return 'must not have an empty name';
  if (bytes(name) > 63) return 'must have at most 63 characters in its name';
  return NAME_PART.test(name)
    ? undefined
    : `must have a name of letters, digits, '-', '_' and '.', with a letter or digit at each end`;
}

/** What is wrong with the value of a label, or nothing. */
export function labelValueFault(text: string): string | undefined {
  if (bytes(text) > 63) return 'must have at most 63 characters';
  return text === '' || NAME_PART.test(text)
    ? undefined
    : `must be empty or consist of letters, digits, '-', '_' and '.', with a letter or digit at each end`;
}

/** Length as the API server counts it. */
export function bytes(text: string): number {
  return Buffer.byteLength(text);
}
