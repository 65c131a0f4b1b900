import { readFileSync } from 'node:fs';
import { Construct } from 'constructs';
import { parse } from 'yaml';
import {
  addUnitFile,
  joinUnit,
  MeshError,
  needSecret,
  predictObjects,
  type Decryption,
  type KubeObject,
} from '../../lib/model/index.js';
import { FLUX_NAMESPACE } from './names.js';

/** Props of {@link EncryptedSecret}. */
export interface EncryptedSecretProps {
  /** Path of a file with one Secret that `sops` encrypted, from the folder in which the program runs. */
  readonly file: string;
  /** How Flux reads it. */
  readonly decryption: Decryption;
  /**
   * Path of the unit that applies it, such as `tenants/tenant-a`.
   * @default - the unit that the construct stands in
   */
  readonly unit?: string;
}

const SUBSTITUTE = 'kustomize.toolkit.fluxcd.io/substitute';

/**
 * A Secret in a file that SOPS encrypted. The file goes into the tree byte by byte, for its seal covers all of it; Flux
 * decrypts it when it applies the unit. Nothing here needs the key.
 *
 * @see https://fluxcd.io/flux/guides/mozilla-sops/
 */
export class EncryptedSecret extends Construct {
  /** Name of the Secret. */
  readonly name: string;
  /** Namespace of the Secret. */
  readonly namespace: string;

  constructor(scope: Construct, id: string, props: EncryptedSecretProps) {
    super(scope, id);
    const text = textOf(this.node.path, props.file);
    const secret = new SealedSecret(this.node.path, props.file, text);
    ({ name: this.name, namespace: this.namespace } = secret);
    const { name, namespace } = secret;
    const substitutes = secret.fields.includes('stringData') && secret.annotations[SUBSTITUTE] !== 'disabled';
    const { recipients } = secret;
    addUnitFile(this, { secret: { name, namespace }, text, decryption: props.decryption, recipients, substitutes });
    if (props.unit !== undefined) joinUnit(this, props.unit);
    predictObjects(this, () => [secret.withoutValues()]);
    if (props.decryption.kind !== 'secret') return;
    const purpose = 'keys by which Flux reads encrypted Secrets';
    needSecret(this, { namespace: FLUX_NAMESPACE, name: props.decryption.secretName, keys: [], purpose });
  }
}

/** What can be read of an encrypted Secret without its key. */
class SealedSecret {
  readonly name: string;
  readonly namespace: string;
  readonly annotations: Readonly<Record<string, unknown>>;
  /** Which of `data` and `stringData` it has. */
  readonly fields: readonly ('data' | 'stringData')[];
  /** Names of the keys that open it. */
  readonly recipients: readonly string[];
  private readonly keys: readonly string[];
  private readonly object: Readonly<Record<string, unknown>>;

  constructor(where: string, file: string, text: string) {
    const refuse = refusal(where, file);
    this.object = mapOf(parsed(text)) ?? refuse('it is no YAML of one object');
    const metadata = mapOf(this.object['metadata']) ?? {};
    if (this.object['kind'] !== 'Secret' || this.object['apiVersion'] !== 'v1') refuse('it holds no Secret');
    if (typeof mapOf(this.object['sops'])?.['mac'] !== 'string') refuse('SOPS has not sealed it');
    this.name = wordOf(metadata['name']) ?? refuse('its Secret has no name in clear');
    this.namespace = wordOf(metadata['namespace']) ?? refuse('its Secret has no namespace in clear');
    this.recipients = recipientsOf(mapOf(this.object['sops']) ?? {});
    this.annotations = mapOf(metadata['annotations']) ?? {};
    this.fields = (['data', 'stringData'] as const).filter((field) => this.object[field] !== undefined);
    const values = this.fields.flatMap((field) => Object.entries(mapOf(this.object[field]) ?? {}));
    const clear = values.find(([, value]) => typeof value !== 'string' || !/^ENC\[.+\]$/s.test(value));
    if (clear !== undefined) refuse(`the value of "${clear[0]}" is in clear`);
    this.keys = values.map(([key]) => key);
  }

  /** The Secret as others see it: its keys, with nothing in them. */
  withoutValues(): KubeObject {
    const type = wordOf(this.object['type']);
    return {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: this.name, namespace: this.namespace },
      ...(type === undefined ? {} : { type }),
      data: Object.fromEntries(this.keys.map((key) => [key, ''])),
    };
  }
}

/** Field by which SOPS names a key, by the list that holds it; a key of Vault is known by two. */
const RECIPIENTS: Readonly<Record<string, readonly string[]>> = {
  age: ['recipient'],
  azure_kv: ['vault_url', 'name'],
  gcp_kms: ['resource_id'],
  hc_vault: ['vault_address', 'key_name'],
  kms: ['arn'],
  pgp: ['fp'],
};

function recipientsOf(sops: Readonly<Record<string, unknown>>): readonly string[] {
  const groups: readonly unknown[] = Array.isArray(sops['key_groups']) ? sops['key_groups'] : [];
  return [sops, ...groups.map((group) => mapOf(group) ?? {})].flatMap((holder) =>
    Object.entries(RECIPIENTS).flatMap(([kind, fields]) => {
      const list: readonly unknown[] = Array.isArray(holder[kind]) ? holder[kind] : [];
      return list.map((key) => `${kind}:${fields.map((field) => String(mapOf(key)?.[field])).join('/')}`);
    }),
  );
}

function textOf(where: string, file: string): string {
  const refuse = refusal(where, file);
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    return refuse('it cannot be read', cause);
  }
  const text = bytes.toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes) ? text : refuse('it is no text in UTF-8, and would not stay as it is');
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

function mapOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' && !value.startsWith('ENC[') ? value : undefined;
}

function refusal(where: string, file: string): (what: string, cause?: unknown) => never {
  return (what, cause) => {
    throw new MeshError(
      {
        code: 'TM5007',
        where,
        field: 'file',
        what,
        value: file,
        remedy:
          'Encrypt one Secret a file with `sops --encrypt --encrypted-regex "^(data|stringData)$"`, and give its path.',
      },
      { cause },
    );
  };
}
