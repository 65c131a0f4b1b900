import { parse } from 'yaml';
import { listOf, mapAt, textOf, textsOf, type ManifestEntry, type ManifestSet } from '../../manifest/index.js';
import { selects, strings } from '../../analyzer/read.js';
import type { MeshConfig } from '../mesh-config.js';
import { groupByNamespace, selectorLabels, specOf } from '../policy/selector.js';
import type { Workload } from './workload.js';

/** The signer of a workload's certificate, and the root it trusts. */
export interface Trust {
  /** Signer; undefined where istiod signs itself. */
  readonly signer: string | undefined;
  /** Name of the root: equal names trust each other. */
  readonly root: string;
  readonly entry: ManifestEntry | undefined;
}

const VARIABLE = 'ISTIO_META_CERT_SIGNER';

/** Which root each proxy gets. A proxy trusts its own root alone, so two roots cannot shake hands. */
export class TrustRoots {
  private readonly configs: ReadonlyMap<string, readonly ManifestEntry[]>;

  constructor(
    set: ManifestSet,
    private readonly mesh: MeshConfig,
  ) {
    this.configs = groupByNamespace(set.byKind('networking.istio.io', 'ProxyConfig'));
  }

  /** Whether two proxies can shake hands. */
  agree(a: Trust, b: Trust): boolean {
    return a.root === b.root || this.isMultiRoot();
  }

  /** Signer and root of a workload. The built-in CA ignores signers. */
  of(workload: Workload): Trust {
    const external = this.mesh.env['EXTERNAL_CA'] === 'ISTIOD_RA_KUBERNETES_API';
    if (!external) return { signer: undefined, root: 'istiod', entry: undefined };
    // Nodes ask istiod for the certificates of their pods, and name no signer.
    const { signer, entry } =
      workload.mesh === 'ambient' ? { signer: undefined, entry: this.mesh.entry } : this.signerOf(workload);
    const domain = textOf(this.mesh.env['CERT_SIGNER_DOMAIN']);
    const name =
      signer === undefined
        ? textOf(this.mesh.env['K8S_SIGNER'])
        : domain === undefined
          ? signer
          : `${domain}/${signer}`;
    if (name === undefined) return { signer, root: 'istiod', entry };
    const entries = listOf(this.mesh.values['caCertificates']).map((value) => mapAt(value));
    const at = entries.findIndex((ca) => strings(ca['certSigners']).includes(name));
    return { signer: signer ?? name, root: at < 0 ? `of signer ${name}` : `caCertificates[${String(at)}]`, entry };
  }

  private isMultiRoot(): boolean {
    const agent = textsOf(mapAt(this.mesh.values, 'defaultConfig', 'proxyMetadata'))['PROXY_CONFIG_XDS_AGENT'];
    return this.mesh.env['ISTIO_MULTIROOT_MESH'] === 'true' && agent === 'true';
  }

  private signerOf(workload: Workload): { signer: string | undefined; entry: ManifestEntry | undefined } {
    const annotation = workload.annotations['proxy.istio.io/config'];
    const annotated = annotation === undefined ? undefined : annotationSigner(annotation);
    if (annotated !== undefined) return { signer: annotated, entry: workload.entry };
    const own = this.configs.get(workload.namespace) ?? [];
    const root = this.configs.get(this.mesh.rootNamespace) ?? [];
    const selected = own.find((each) => isSelecting(each) && selects(selectorLabels(specOf(each)), workload.labels));
    const wide = own.find((each) => !isSelecting(each));
    for (const entry of [selected, wide, root.find((each) => !isSelecting(each))]) {
      const signer = entry && textOf(mapAt(specOf(entry), 'environmentVariables')[VARIABLE]);
      if (signer !== undefined) return { signer, entry };
    }
    const fallback = textOf(mapAt(this.mesh.values, 'defaultConfig', 'proxyMetadata')[VARIABLE]);
    return { signer: fallback, entry: this.mesh.entry };
  }
}

function isSelecting(entry: ManifestEntry): boolean {
  return Object.keys(selectorLabels(specOf(entry))).length > 0;
}

function annotationSigner(text: string): string | undefined {
  const value: unknown = parse(text);
  if (typeof value !== 'object' || value === null || !('proxyMetadata' in value)) return undefined;
  const { proxyMetadata } = value;
  if (typeof proxyMetadata !== 'object' || proxyMetadata === null || !(VARIABLE in proxyMetadata)) return undefined;
  const signer = proxyMetadata[VARIABLE];
  return typeof signer === 'string' ? signer : undefined;
}
