// Every optional dependency named in the lock file must also be an entry of the lock file.
//
// npm leaves out, without a word, a platform package that the registry does not carry yet; `npm ci` of npm 11 then
// refuses the lock file on the platforms concerned. The way out is the newest version of the parent that is complete.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

// One line for each optional dependency that nothing in the parsed lock file provides.
export function missingOptionals(lock) {
  const gaps = [];
  for (const [path, entry] of Object.entries(lock.packages)) {
    for (const name of Object.keys(entry.optionalDependencies ?? {})) {
      if (!resolves(lock, path, name))
        gaps.push(`${path || 'the root package'} needs ${name}, which the lock file lacks`);
    }
  }
  return gaps;
}

function resolves(lock, path, name) {
  for (let at = path; ; at = parentOf(at)) {
    if (`${at === '' ? '' : `${at}/`}node_modules/${name}` in lock.packages) return true;
    if (at === '') return false;
  }
}

function parentOf(path) {
  const cut = path.lastIndexOf('/node_modules/');
  return cut === -1 ? '' : path.slice(0, cut);
}

function main() {
  const gaps = missingOptionals(JSON.parse(readFileSync(process.argv[2] ?? 'package-lock.json', 'utf8')));
  for (const gap of gaps) console.error(gap);
  if (gaps.length > 0) console.error('Take each parent named above one or two versions back (a pin or an override).');
  process.exitCode = gaps.length > 0 ? 1 : 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
