// Makes docs/examples: the access reports of the reference platform, and what a change of one line does to them.
import {
  access,
  answerText,
  diffMarkdown,
  matrixHtml,
  matrixMarkdown,
  matrixSvg,
  parseFrom,
  parseTo,
  type Access,
  type Question,
} from '../../lib/access/index.js';
import { MeshApp } from '../../lib/app/index.js';
import { Tenant, Workload } from '../../lib/index.js';
import { listOf, mapAt, textOf, type ManifestSet } from '../../lib/manifest/index.js';
import { addEksProd } from '../../stacks/eks-prod.js';
import { addMetalProd } from '../../stacks/metal-prod.js';

const FOLDER = 'docs/examples';
const PROVIDER = { 'oauth2-proxy-tenant-a': 'allow' } as const;

const INTRODUCTION = `# Access reports of the reference platform

What \`tenant-mesh access\` says of the platform in \`stacks/\`. \`npm run docs\` writes these files, and CI compares them.

| report | bare metal | EKS |
| --- | --- | --- |
| who may call whom, as Markdown | [matrix.md](metal-prod/matrix.md) | [matrix.md](eks-prod/matrix.md) |
| as a page to filter and click through | [matrix.html](metal-prod/matrix.html) | [matrix.html](eks-prod/matrix.html) |
| as a picture | [matrix.svg](metal-prod/matrix.svg) | [matrix.svg](eks-prod/matrix.svg) |
| as JSON | [matrix.json](metal-prod/matrix.json) | [matrix.json](eks-prod/matrix.json) |
| why a user of \`tenant-a\` gets to \`app-ui\` | [allowed.txt](metal-prod/allowed.txt) | [allowed.txt](eks-prod/allowed.txt) |
| why \`tenant-b\` does not get to \`tenant-a\` | [refused.txt](metal-prod/refused.txt) | [refused.txt](eks-prod/refused.txt) |
| what happens when \`tenant-b\` shares \`rag-api\` with \`tenant-a\` | [diff.md](metal-prod/diff.md) | [diff.md](eks-prod/diff.md) |

The last one is the comment on a pull request that adds one line to \`stacks/tenants.ts\`:

<!-- prettier-ignore -->
\`\`\`text
tenant.namespace.share(api).with('tenant-a');
\`\`\`
`;

/** Texts of the files, by path. */
export function examplePages(): Readonly<Record<string, string>> {
  const [before, after] = [reference(false), reference(true)];
  const reports = [...before].flatMap(([cluster, set]) => {
    const [answers, changed] = [access(set), after.get(cluster)];
    return Object.entries({
      ...matrixFiles(answers),
      'allowed.txt': answerText(answers.ask(userOfTenantA(set))),
      'refused.txt': answerText(answers.ask(STRANGER)),
      'diff.md': changed === undefined ? '' : diffMarkdown(answers.diff(access(changed))),
    }).map(([file, text]): [string, string] => [`${FOLDER}/${cluster}/${file}`, text]);
  });
  return { [`${FOLDER}/README.md`]: INTRODUCTION, ...Object.fromEntries(reports) };
}

function matrixFiles(answers: Access): Readonly<Record<string, string>> {
  const matrix = answers.matrix();
  return {
    'matrix.md': matrixMarkdown(matrix),
    'matrix.json': `${JSON.stringify(matrix, null, 2)}\n`,
    'matrix.svg': matrixSvg(matrix),
    'matrix.html': matrixHtml(matrix),
  };
}

/** Both clusters; `shared` adds the line that the introduction shows. */
function reference(shared: boolean): ReadonlyMap<string, ManifestSet> {
  const app = new MeshApp();
  const clusters = [addMetalProd(app).cluster, addEksProd(app).cluster];
  if (shared) {
    for (const { node } of clusters) {
      const tenant = node.findChild('tenant-b');
      const api = tenant.node.findAll().find((each) => each instanceof Workload && each.name === 'rag-api');
      if (!(tenant instanceof Tenant) || !(api instanceof Workload)) throw new Error('tenant-b has no rag-api');
      tenant.namespace.share(api).with('tenant-a');
    }
  }
  return new Map(app.manifests().map((set) => [set.name, set]));
}

/** A signed-in user, with a token of the issuer that the tenant accepts. */
function userOfTenantA(set: ManifestSet): Question {
  const check = set.get('security.istio.io', 'RequestAuthentication', 'tenant-a', 'jwt')?.object;
  const rule = mapAt(listOf(mapAt(check, 'spec')['jwtRules'])[0]);
  const issuer = textOf(rule['issuer']);
  const aud = listOf(rule['audiences']).flatMap((client) => textOf(client) ?? []);
  if (issuer === undefined) throw new Error('tenant-a asks for no token');
  return {
    from: parseFrom('outside'),
    to: parseTo('svc:tenant-a/app-ui:8501'),
    request: {
      host: 'tenant-a.example.com',
      token: { iss: issuer, sub: 'ada', aud, claims: { tenant: 'tenant-a', 'custom:tenantid': 'tenant-a' } },
    },
    providers: PROVIDER,
  };
}

const STRANGER: Question = { from: parseFrom('tenant-b/app-ui'), to: parseTo('tenant-a/rag-api:8000') };
