/**
 * The page's own script. The filter leaves the section of one tenant; a tenant that shares a section with others is
 * shown under its own name. A click, or Enter, on a call shows its trail.
 */
export const PAGE_SCRIPT = `'use strict';
const trails = JSON.parse(document.getElementById('trails').textContent);
const picker = document.getElementById('tenant');
const sections = [...document.querySelectorAll('section')];
const stands = new Map(sections.flatMap((section) => JSON.parse(section.dataset.tenants).map((name) => [name, section])));
const texts = sections.map((section) => {
  const walker = document.createTreeWalker(section, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) found.push({ node: walker.currentNode, text: walker.currentNode.data });
  return found;
});
const escaped = (text) => text.replace(/[.*+?^$\\{}()|[\\]\\\\]/g, '\\\\$&');
const renamed = (text, from, to) =>
  from === to ? text : text.replace(new RegExp('(?<![a-z0-9])' + escaped(from) + '(?![a-z0-9])', 'g'), () => to);
const nameOf = (section) => (picker.value === '' ? section.dataset.name : picker.value);
function filter() {
  const wanted = stands.get(picker.value);
  sections.forEach((section, at) => {
    section.hidden = picker.value !== '' && section !== wanted;
    section.querySelector('.alike')?.toggleAttribute('hidden', picker.value !== '');
    if (section.dataset.name === '') return;
    for (const { node, text } of texts[at]) node.data = renamed(text, section.dataset.name, nameOf(section));
  });
  history.replaceState(null, '', picker.value === '' ? '#' : '#' + encodeURIComponent(picker.value));
  choose(undefined);
}
function element(name, text, className) {
  const made = document.createElement(name);
  made.textContent = text;
  if (className !== undefined) made.className = className;
  return made;
}
function step(section, { outcome, text, place, basis }) {
  const item = element('li', '', outcome);
  item.append(element('b', { pass: 'passes', depends: 'depends', deny: 'refused' }[outcome] + ': '));
  const own = (each) => renamed(each, section.dataset.name, section.dataset.name === '' ? '' : nameOf(section));
  item.append(own(text), element('span', own(place), 'soft'));
  if (basis === 'modelled') item.append(element('span', 'modelled after the documentation', 'soft'));
  return item;
}
function choose(call) {
  for (const other of document.querySelectorAll('.call.on')) other.classList.remove('on');
  for (const section of sections) section.classList.toggle('dim', call !== undefined && section.contains(call));
  const panel = document.getElementById('trail');
  panel.replaceChildren(element('h2', 'Trail'));
  if (call === undefined) return panel.append(element('p', 'Choose a call to see what decides it.', 'soft'));
  call.classList.add('on');
  const section = call.closest('section');
  const { note, steps } = trails[Number(call.dataset.call)];
  const list = document.createElement('ol');
  list.append(...steps.map((each) => step(section, each)));
  panel.append(element('p', call.querySelector('title').textContent), list);
  if (note !== '') panel.append(element('p', note, 'soft'));
}
picker.addEventListener('change', filter);
document.addEventListener('click', (event) => {
  const call = event.target.closest('[data-call]');
  if (call !== null) choose(call);
});
document.addEventListener('keydown', (event) => {
  const call = document.activeElement?.closest('[data-call]');
  if (call == null || (event.key !== 'Enter' && event.key !== ' ')) return;
  event.preventDefault();
  choose(call);
});
const asked = decodeURIComponent(location.hash.slice(1));
if (stands.has(asked)) picker.value = asked;
filter();`;
