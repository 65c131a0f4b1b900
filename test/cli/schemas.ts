import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';

const FOLDER = join(__dirname, '../../lib/cli/schemas');

/** Names of the schemas that the package ships. */
export function schemaNames(): readonly string[] {
  return readdirSync(FOLDER).map((file) => file.replace(/\.schema\.json$/, ''));
}

/** A schema as it is shipped. */
export function schemaOf(name: string): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(join(FOLDER, `${name}.schema.json`), 'utf8')) as Readonly<Record<string, unknown>>;
}

const validators = new Map<string, ValidateFunction>();

/** What of a value does not fit a schema. */
export function faults(name: string, value: unknown): readonly string[] {
  const validate = validators.get(name) ?? new Ajv2020({ strict: true, allErrors: true }).compile(schemaOf(name));
  validators.set(name, validate);
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message = '', params }) =>
    `${instancePath} ${message} ${JSON.stringify(params)}`.trim(),
  );
}
