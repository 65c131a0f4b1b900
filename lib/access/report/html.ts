import { escapeText, matrixSvg } from './svg.js';
import type { Matrix } from './matrix.js';

const STYLE = `body{font-family:sans-serif;margin:1rem;max-width:1200px}svg{width:100%;height:auto}
.edge{cursor:pointer}.edge:hover,.edge.on{stroke-width:4}.hidden{display:none}
pre{background:#f6f8fa;padding:.7rem;white-space:pre-wrap}`;

/** The page's own script: the filter hides what belongs to other tenants, a click shows a trail. */
const SCRIPT = `const trails=JSON.parse(document.getElementById('trails').textContent);
const marks=[...document.querySelectorAll('[data-tenants]')];
document.getElementById('tenant').addEventListener('change',(event)=>{const wanted=event.target.value;
for(const mark of marks)mark.classList.toggle('hidden',wanted!==''&&!mark.dataset.tenants.split(' ').includes(wanted));});
for(const edge of document.querySelectorAll('.edge'))edge.addEventListener('click',()=>{
for(const other of document.querySelectorAll('.edge.on'))other.classList.remove('on');
edge.classList.add('on');document.getElementById('trail').textContent=trails[Number(edge.dataset.edge)];});`;

/** A matrix as one page that needs nothing else. */
export function matrixHtml(matrix: Matrix): string {
  const trails = matrix.edges.map(
    ({ from, to, port, needs, trail }) => `${from} -> ${to}:${String(port)}\nrequest: ${needs}\n${trail}`,
  );
  const options = matrix.tenants.map((tenant) => `<option>${escapeText(tenant)}</option>`).join('');
  const data = JSON.stringify(trails).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Who may call whom in ${escapeText(matrix.cluster)}</title><style>${STYLE}</style></head>
<body><h1>Who may call whom in ${escapeText(matrix.cluster)}</h1>
<p><label>Tenant <select id="tenant"><option value="">all</option>${options}</select></label> Green calls pass, dashed ones depend on more than manifests, red ones cross tenants. Click a line for its trail.</p>
${matrixSvg(matrix)}<pre id="trail">No call chosen.</pre>
<script type="application/json" id="trails">${data}</script><script>${SCRIPT}</script></body></html>
`;
}
