import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { KubeObject } from '../../../lib/model/index.js';
import type { Client } from './client.js';
import { tarball, type TarFile } from './tar.js';

/**
 * Stands in for Flux's source-controller: serves trees as its archives are served, and writes of a source what that
 * controller writes after a fetch. Nothing is fetched from Git.
 */
export class SourceStandIn {
  /** Starts to listen on loopback. */
  static async start(client: Client): Promise<SourceStandIn> {
    const standIn = new SourceStandIn(client);
    await new Promise<void>((resolve) => {
      standIn.server.listen(0, '127.0.0.1', resolve);
    });
    return standIn;
  }

  private readonly archives = new Map<string, Buffer>();
  private readonly server: Server;

  private constructor(private readonly client: Client) {
    this.server = createServer(({ url = '' }, response) => {
      const archive = this.archives.get(url);
      response.writeHead(archive === undefined ? 404 : 200).end(archive);
    });
  }

  /**
   * Publishes a folder as the newest revision of a source, and returns the revision. Of an OCIRepository the artifact is
   * what `flux push artifact` makes of the folder where it leaves the books of publish out, as the docs have it.
   */
  async publish(source: KubeObject, folder: string): Promise<string> {
    const isArtifact = source.kind === 'OCIRepository';
    const files = filesOf(folder).filter(({ name }) => !isArtifact || !name.startsWith('.tenant-mesh/'));
    const archive = gzipSync(tarball(files));
    const digest = createHash('sha256').update(archive).digest('hex');
    const commit = createHash('sha1').update(archive).digest('hex');
    const revision = isArtifact ? `stable@sha256:${digest}` : `main@sha1:${commit}`;
    const path = `/${digest}.tar.gz`;
    this.archives.set(path, archive);
    const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
    const { port } = this.server.address() as AddressInfo;
    const condition = {
      type: 'Ready',
      status: 'True',
      reason: 'Succeeded',
      message: 'stored',
      lastTransitionTime: now,
    };
    const stored = await this.client.read(source);
    if (stored === undefined) throw new Error(`There is no ${source.kind} ${source.metadata.name ?? ''}.`);
    const { message } = await this.client.replace(
      {
        ...(stored as KubeObject),
        status: {
          observedGeneration: 1,
          conditions: [condition],
          artifact: {
            path: path.slice(1),
            url: `http://127.0.0.1:${port}${path}`,
            revision,
            digest: `sha256:${digest}`,
            size: archive.length,
            lastUpdateTime: now,
          },
        },
      },
      { subresource: 'status' },
    );
    if (message !== '') throw new Error(`The status of the source is refused: ${message}`);
    return revision;
  }

  /** Stops listening. */
  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

function filesOf(folder: string): readonly TarFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile())
    .sort()
    .map((file) => ({ name: relative(folder, file), content: readFileSync(file) }));
}
