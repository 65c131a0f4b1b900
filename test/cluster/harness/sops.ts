import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { stringify } from 'yaml';
import { sealFor, type AgeKey } from './age.js';

const SEALED_AT = '2026-01-01T00:00:00Z';

/**
 * A file with one Secret as `sops --encrypt --encrypted-regex "^(data|stringData)$"` writes it for a key of age.
 *
 * @see https://github.com/getsops/sops
 */
export function sealedSecret(
  { name, namespace }: { readonly name: string; readonly namespace: string },
  values: Readonly<Record<string, string>>,
  key: AgeKey,
): string {
  const dataKey = randomBytes(32);
  // The seal is over every value of the file, in the order in which they stand there.
  const sum = createHash('sha512');
  for (const value of ['v1', 'Secret', name, namespace, ...Object.values(values)]) sum.update(value);
  const sealed = Object.entries(values).map(([field, value]) => [
    field,
    encrypted(dataKey, value, `stringData:${field}:`),
  ]);
  return stringify({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace },
    stringData: Object.fromEntries(sealed) as Readonly<Record<string, string>>,
    sops: {
      age: [{ recipient: key.recipient, enc: sealFor(key, dataKey) }],
      lastmodified: SEALED_AT,
      mac: encrypted(dataKey, sum.digest('hex').toUpperCase(), SEALED_AT),
      encrypted_regex: '^(data|stringData)$',
      version: '3.13.2',
    },
  });
}

function encrypted(key: Buffer, text: string, place: string): string {
  const iv = randomBytes(32);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(place));
  const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  const [content, start, tag] = [data, iv, cipher.getAuthTag()].map((part) => part.toString('base64'));
  return `ENC[AES256_GCM,data:${content ?? ''},iv:${start ?? ''},tag:${tag ?? ''},type:str]`;
}
