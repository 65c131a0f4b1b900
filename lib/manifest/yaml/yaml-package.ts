import type * as Yaml from 'yaml';

/** The YAML package, loaded when something is first read, or written in a form that our own text does not cover. */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would load it with the package
export const yamlPackage = () => require('yaml') as typeof Yaml;
