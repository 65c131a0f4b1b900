import type { Config, Output } from '@pulumi/pulumi';

/** Keys of Secrets by name. */
type Keys = Readonly<Record<string, readonly string[]>>;

/**
 * Secrets from the configuration, one setting a key: `istio-system.mesh-root-ca.tls.crt` is key `tls.crt` of Secret
 * `istio-system/mesh-root-ca`. A missing one is refused with the command that sets it.
 */
export function secretsFrom(config: Config, wanted: Keys): Record<string, Record<string, Output<string>>> {
  return Object.fromEntries(
    Object.entries(wanted).map(([name, keys]) => [
      name,
      Object.fromEntries(keys.map((key) => [key, config.requireSecret(`${name.replace('/', '.')}.${key}`)])),
    ]),
  );
}

/** The imported root of the mesh. */
export function rootSecret(config: Config): Record<string, Record<string, Output<string>>> {
  return secretsFrom(config, { 'istio-system/mesh-root-ca': ['tls.crt', 'tls.key', 'ca.crt'] });
}
