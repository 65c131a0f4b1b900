import {
  MeshError,
  durationMs,
  formatDuration,
  goDuration,
  type JsonObject,
  type JsonValue,
} from '../../../model/index.js';
import { field } from '../../context.js';
import { isJsonObject, text } from '../../read.js';
import type { Rule } from '../../rule.js';

const CERTIFICATE = 'Certificate.cert-manager.io';
const HOUR_MS = 3_600_000;
const DEFAULT_LIFE_MS = 2160 * HOUR_MS;
const LEAST_LIFE_MS = HOUR_MS;
const LEAST_RENEWAL_MS = 300_000;
const LONGEST_COMMON_NAME = 64;
const NAMES = [
  'commonName',
  'literalSubject',
  'dnsNames',
  'uris',
  'ipAddresses',
  'emailAddresses',
  'otherNames',
] as const;
const ISSUER_KINDS = ['Issuer', 'ClusterIssuer'];
const ECDSA_SIZES = [256, 384, 521];
const RSA_SIZES = { least: 2048, most: 8192 } as const;

interface Objection {
  readonly field: string;
  readonly message: string;
}

/** A Certificate that the webhook of cert-manager denies, although the schema of the kind takes it. */
export const certificateAccepted: Rule = {
  meta: {
    code: 'TM4205',
    name: 'certificate-accepted',
    area: 'cert-manager',
    summary: 'The webhook of cert-manager denies such a Certificate, and with it the whole unit that Flux applies.',
    remedy: 'Write what the page of the rule shows as accepted.',
    inputs: [CERTIFICATE],
  },
  check: (context) => {
    for (const entry of context.all(CERTIFICATE)) {
      const spec = field(entry, 'spec');
      if (!isJsonObject(spec)) continue;
      for (const objection of [...names(spec), ...life(spec), ...key(spec), ...issuer(spec)]) {
        context.report(entry, objection);
      }
    }
  },
};

function names(spec: JsonObject): readonly Objection[] {
  const name = text(spec['commonName']) ?? '';
  if (name.length > LONGEST_COMMON_NAME) {
    return [
      { field: 'spec.commonName', message: `it has ${name.length} characters, and ${LONGEST_COMMON_NAME} are allowed` },
    ];
  }
  if (NAMES.some((one) => !isEmpty(spec[one]))) return [];
  return [{ field: 'spec', message: `it names nobody: none of ${NAMES.join(', ')} is set` }];
}

function life(spec: JsonObject): readonly Objection[] {
  const duration = lengthOf(spec['duration']) ?? DEFAULT_LIFE_MS;
  if (duration < LEAST_LIFE_MS) {
    return [{ field: 'spec.duration', message: `it lives ${formatDuration(duration)}, and an hour is the least` }];
  }
  const renewal = lengthOf(spec['renewBefore']);
  if (renewal === undefined) return [];
  const where = 'spec.renewBefore';
  if (spec['renewBeforePercentage'] !== undefined) {
    return [{ field: where, message: '`renewBeforePercentage` is set too, and only one of the two may be' }];
  }
  if (renewal < LEAST_RENEWAL_MS) {
    return [
      {
        field: where,
        message: `it is renewed ${formatDuration(renewal)} before its end, and five minutes is the least`,
      },
    ];
  }
  if (renewal < duration) return [];
  return [
    {
      field: where,
      message: `it is renewed ${formatDuration(renewal)} before its end, and lives ${formatDuration(duration)}`,
    },
  ];
}

function key(spec: JsonObject): readonly Objection[] {
  const settings = spec['privateKey'];
  const size = isJsonObject(settings) ? settings['size'] : undefined;
  if (!isJsonObject(settings) || typeof size !== 'number' || size === 0) return [];
  const algorithm = text(settings['algorithm']) ?? 'RSA';
  const where = 'spec.privateKey.size';
  if (algorithm === 'ECDSA' && !ECDSA_SIZES.includes(size)) {
    return [{ field: where, message: `an ECDSA key has ${ECDSA_SIZES.join(', ')} bits, not ${size}` }];
  }
  if (algorithm === 'RSA' && (size < RSA_SIZES.least || size > RSA_SIZES.most)) {
    return [{ field: where, message: `an RSA key has ${RSA_SIZES.least} to ${RSA_SIZES.most} bits, not ${size}` }];
  }
  return [];
}

/** Kinds of other groups are somebody else's to judge. */
function issuer(spec: JsonObject): readonly Objection[] {
  const reference = spec['issuerRef'];
  if (!isJsonObject(reference)) return [];
  const group = text(reference['group']) ?? 'cert-manager.io';
  const kind = text(reference['kind']) ?? 'Issuer';
  if (group !== 'cert-manager.io' || ISSUER_KINDS.includes(kind)) return [];
  return [{ field: 'spec.issuerRef.kind', message: `cert-manager has no issuer of kind "${kind}"` }];
}

function isEmpty(value: JsonValue | undefined): boolean {
  return value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}

/** A length that is no duration is the schema's to refuse. */
function lengthOf(value: JsonValue | undefined): number | undefined {
  const length = text(value);
  if (length === undefined) return undefined;
  try {
    return durationMs(goDuration(length, { where: '', field: '' }));
  } catch (error) {
    if (MeshError.is(error)) return undefined;
    throw error;
  }
}
