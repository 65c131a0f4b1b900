import {
  createCipheriv,
  createHmac,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';

/** A key pair of age, in the forms in which its tools write them. */
export interface AgeKey {
  /** `AGE-SECRET-KEY-1...` */
  readonly identity: string;
  /** `age1...` */
  readonly recipient: string;
  readonly publicKey: KeyObject;
}

/** A new key pair. @see https://age-encryption.org/v1 */
export function ageKey(): AgeKey {
  const { privateKey, publicKey } = generateKeyPairSync('x25519');
  const secret = Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url');
  return {
    identity: bech32('age-secret-key-', secret).toUpperCase(),
    recipient: bech32('age', rawOf(publicKey)),
    publicKey,
  };
}

/** What only the owner of the key can read, as text. */
export function sealFor({ publicKey }: AgeKey, content: Buffer): string {
  const fileKey = randomBytes(16);
  const one = generateKeyPairSync('x25519');
  const share = rawOf(one.publicKey);
  const shared = diffieHellman({ privateKey: one.privateKey, publicKey });
  const wrap = derive(shared, Buffer.concat([share, rawOf(publicKey)]), 'age-encryption.org/v1/X25519');
  const stanza = `-> X25519 ${base64(share)}\n${base64(encrypt(wrap, Buffer.alloc(12), fileKey))}\n`;
  const header = `age-encryption.org/v1\n${stanza}---`;
  const mac = createHmac('sha256', derive(fileKey, Buffer.alloc(0), 'header'))
    .update(header)
    .digest();
  const nonce = randomBytes(16);
  // The content is short: its first part, number zero, is also the last one.
  const last = Buffer.concat([Buffer.alloc(11), Buffer.from([1])]);
  const body = encrypt(derive(fileKey, nonce, 'payload'), last, content);
  return armored(Buffer.concat([Buffer.from(`${header} ${base64(mac)}\n`), nonce, body]));
}

function armored(content: Buffer): string {
  const lines = content.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN AGE ENCRYPTED FILE-----', ...lines, '-----END AGE ENCRYPTED FILE-----', ''].join('\n');
}

function derive(secret: Buffer, salt: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, purpose, 32));
}

function encrypt(key: Buffer, nonce: Buffer, content: Buffer): Buffer {
  const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 });
  return Buffer.concat([cipher.update(content), cipher.final(), cipher.getAuthTag()]);
}

function rawOf(publicKey: KeyObject): Buffer {
  return Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
}

function base64(content: Buffer): string {
  return content.toString('base64').replaceAll('=', '');
}

const LETTERS = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';

/** Text with a checksum, as BIP 173 has it: five bits a letter. */
function bech32(prefix: string, content: Buffer): string {
  const bits = [...content].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const words = (bits.match(/.{1,5}/g) ?? []).map((five) => parseInt(five.padEnd(5, '0'), 2));
  const codes = [...prefix].map((letter) => letter.charCodeAt(0));
  const expanded = [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
  const sum = checksum([...expanded, ...words, 0, 0, 0, 0, 0, 0]) ^ 1;
  const check = [5, 4, 3, 2, 1, 0].map((place) => (sum >> (5 * place)) & 31);
  return `${prefix}1${[...words, ...check].map((word) => LETTERS[word]).join('')}`;
}

function checksum(words: readonly number[]): number {
  const factors = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
  return words.reduce((sum, word) => {
    const shifted = ((sum & 0x1ffffff) << 5) ^ word;
    return factors.reduce((all, factor, bit) => ((sum >> (25 + bit)) & 1 ? all ^ factor : all), shifted);
  }, 1);
}
