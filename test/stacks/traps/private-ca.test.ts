import { Testing, type Chart } from 'cdk8s';
import { MeshRoot, TenantCA, type HardSource, type SoftSource } from 'tenant-mesh';

/** What a program without types can write. */
function untyped(source: object): SoftSource & HardSource {
  return source as SoftSource & HardSource;
}

describe('trap 5: AWS Private CA', () => {
  const arn = 'arn:aws:acm-pca:eu-central-1:111122223333:certificate-authority/0f1e2d3c';

  it('in short-lived mode is no source of an intermediate, by type', () => {
    // @ts-expect-error a CA of short-lived certificates signs leaves alone
    const source: SoftSource = { kind: 'aws-pca', arn, region: 'eu-central-1', mode: 'short-lived', pathLength: 0 };
    expect(source.kind).toBe('aws-pca');
  });

  it('in short-lived mode is refused where a program without types says it', () => {
    const chart: Chart = Testing.chart();
    new MeshRoot(chart, 'root', { source: { kind: 'imported' } });
    expect(() => {
      new TenantCA(chart, 'ca', {
        tenant: 'tenant-a',
        isolation: 'soft',
        source: untyped({ kind: 'aws-pca-leaf', arn, region: 'eu-central-1', mode: 'short-lived' }),
      });
    }).toThrow(/TM15\d\d at test\/ca: source: .*\(got "aws-pca-leaf"\)/);
  });

  it('of general purpose needs room for the intermediate below it', () => {
    const chart: Chart = Testing.chart();
    expect(() => {
      new TenantCA(chart, 'ca', {
        tenant: 'tenant-a',
        isolation: 'soft',
        source: { kind: 'aws-pca', arn, region: 'eu-central-1', mode: 'general-purpose', pathLength: 0 },
      });
    }).toThrow(/TM15\d\d at test\/ca.*pathLength/);
  });
});
