import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { bits, bytes, context, integer, moment, name, oid, sequence, set, yes } from './der.js';

/** A certificate or request with its key, in PEM. */
export interface Pair {
  readonly text: string;
  readonly key: string;
}

const OID = {
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  extensionRequest: '1.2.840.113549.1.9.14',
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
  subjectKey: '2.5.29.14',
  alternativeNames: '2.5.29.17',
} as const;
const SIGN_CERTIFICATES_AND_LISTS = 0b0000_0110;
const DAY = 86_400_000;

/** A root of its own, as an organisation would import it. `pathLength` is how many CAs may stand below it in a row. */
export function rootCertificate(commonName: string, pathLength: number): Pair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const der = publicKey.export({ type: 'spki', format: 'der' });
  const subject = name(commonName);
  const now = Date.now();
  const body = sequence(
    context(0, integer(2)),
    integer(now),
    sequence(oid(OID.ecdsaWithSha256)),
    subject,
    sequence(moment(now - DAY), moment(now + 3650 * DAY)),
    subject,
    der,
    context(
      3,
      sequence(
        extension(OID.basicConstraints, sequence(yes(), integer(pathLength))),
        extension(OID.keyUsage, bits(Buffer.of(SIGN_CERTIFICATES_AND_LISTS), 1)),
        sequence(oid(OID.subjectKey), bytes(bytes(createHash('sha1').update(der).digest()))),
      ),
    ),
  );
  return signed('CERTIFICATE', body, privateKey);
}

/** The request of a proxy for an identity, as istiod hands it on. */
export function identityRequest(identity: string): Pair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const names = extension(OID.alternativeNames, sequence(context(6, Buffer.from(identity), false)));
  const body = sequence(
    integer(0),
    sequence(),
    publicKey.export({ type: 'spki', format: 'der' }),
    context(0, sequence(oid(OID.extensionRequest), set(sequence(names)))),
  );
  return signed('CERTIFICATE REQUEST', body, privateKey);
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(oid(id), yes(), bytes(value));
}

function signed(label: string, body: Buffer, key: KeyObject): Pair {
  const signature = bits(sign('sha256', body, key), 0);
  const der = sequence(body, sequence(oid(OID.ecdsaWithSha256)), signature);
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    text: [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n'),
    key: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}
