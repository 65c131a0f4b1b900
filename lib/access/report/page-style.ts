/** Style of the page around its pictures; the colours are those of the pictures. */
export const PAGE_STYLE = `*{box-sizing:border-box}
body{margin:0;font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
header{padding:20px 24px 12px;border-bottom:1px solid var(--line)}h1{margin:0 0 6px;font-size:22px}h2{margin:0 0 6px;font-size:18px}
p{margin:0 0 10px}.soft{color:var(--soft)}.warn{color:var(--bad);font-weight:600}
.bar{display:flex;flex-wrap:wrap;gap:10px 28px;align-items:center}select,input{font:inherit;color:inherit;background:var(--box);border:1px solid var(--line);border-radius:6px;padding:4px 8px;max-width:20rem}
.key{display:inline-flex;align-items:center;gap:8px}.key svg{width:34px;height:10px}
main{display:grid;grid-template-columns:minmax(0,1fr) 25rem;gap:24px;padding:20px 24px}
section{margin:0 0 28px;padding:16px;border:1px solid var(--line);border-radius:8px}.scroll>svg{display:block;width:100%;min-width:46rem;height:auto}
.call[data-call]{cursor:pointer}.call[data-call]:hover path:not(.grip):not(.tip),.call.on path:not(.grip):not(.tip){stroke-width:4}.call:focus{outline:none}.call:focus-visible path:not(.grip):not(.tip){stroke-width:4}
.dim .call:not(.on){opacity:.25}
aside{position:sticky;top:20px;align-self:start;max-height:calc(100vh - 40px);overflow:auto;padding:16px;border:1px solid var(--line);border-radius:8px;background:var(--box)}
aside h2{overflow-wrap:anywhere}ol{padding-left:1.4em;margin:0}li{margin:0 0 10px;overflow-wrap:anywhere}li b{font-weight:600}li .soft{display:block;font-size:13px}
.pass b{color:var(--pass)}.depends b{color:var(--open)}.deny b{color:var(--bad)}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:13px}th,td{text-align:left;vertical-align:top;padding:5px 10px 5px 0;border-top:1px solid var(--line);overflow-wrap:anywhere}thead th{border-top:0;color:var(--soft)}
summary{cursor:pointer;padding:8px 0 2px;color:var(--soft)}[hidden]{display:none!important}
@media (max-width:1100px){main{grid-template-columns:minmax(0,1fr)}aside{top:auto;bottom:0;max-height:45vh}}
@media (max-width:820px){.picture-frame::before{content:'Scroll sideways to see whom they may call.';position:sticky;left:0;font-size:13px;color:var(--soft)}}
@media print{aside,.bar label{display:none}main{display:block}}`;
