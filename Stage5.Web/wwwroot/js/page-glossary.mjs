import { confirm } from './confirm.mjs';
import { host } from './host.mjs';
import { startImportDialog } from './import-dialog.mjs';
import { queryOf } from './query.mjs';
import { emptyTerm, showChannel, startTermDialog } from './term-dialog.mjs';
import { t } from './texts.mjs';

const pauseMs = 350;

/** A term that another page suggests: `#add&kind=banned&targetTerm=…`; null where it does not. */
export function suggestionOf(hash) {
  if (!hash.startsWith('#add&')) return null;
  const said = Object.fromEntries(new URLSearchParams(hash.slice('#add&'.length)));
  const known = Object.entries(said).filter(([name]) => name !== 'id' && typeof emptyTerm[name] === 'string');
  return { ...emptyTerm, ...Object.fromEntries(known) };
}

export function start(element) {
  const find = (selector) => document.querySelector(selector);
  const filters = element.querySelector('.filters');
  const terms = element.querySelector('#terms');
  const announcement = element.querySelector('[data-announce]');
  let asked = null;

  const query = () => queryOf(Object.fromEntries(new FormData(filters)));

  /** Shows the terms of a query; says how many, where the person asked for them. */
  async function load(search, { pause = 0, announce = true } = {}) {
    asked?.abort();
    asked = new AbortController();
    const { signal } = asked;
    try {
      if (pause > 0) await host.delay(pause, signal);
      terms.setAttribute('aria-busy', 'true');
      const html = await host.requests.fetchHtml(`/fragments/glossary${search}`, { signal });
      const part = document.createElement('template');
      part.innerHTML = html;
      terms.replaceChildren(part.content);
      window.history.replaceState(null, '', `/glossary${search}`);
      if (announce) announcement.textContent = (terms.querySelector('[data-count]') ?? terms.querySelector('.empty-title'))?.textContent ?? '';
    } catch (error) {
      if (signal.aborted) return;
      if (error.name !== 'ProblemError') throw error;
    } finally {
      if (!signal.aborted) terms.removeAttribute('aria-busy');
    }
  }

  const reload = () => load(window.location.search, { announce: false });
  const said = (text) => {
    announcement.textContent = text;
  };

  const term = find('#term-dialog') && startTermDialog(find('#term-dialog'), {
    host,
    onSaved: async (entry) => {
      await reload();
      said(t('glossary.saved', entry.sourceTerm || entry.targetTerm));
    },
  });
  const files = find('#import-dialog') && startImportDialog(find('#import-dialog'), { host, onImported: reload });

  async function remove(entry) {
    const name = entry.sourceTerm || entry.targetTerm;
    if (!await confirm(find('#confirm-dialog'), { title: t('glossary.deleteOf', name), text: t('glossary.deleteLead') })) return;
    const of = entry.conversationId ? `?conversationId=${encodeURIComponent(entry.conversationId)}` : '';
    try {
      await host.requests.fetchJson(`/api/glossary/${encodeURIComponent(entry.id)}${of}`, {
        method: 'DELETE', headers: { 'If-Match': `"${entry.version}"` },
      });
      said(t('glossary.deleted', name));
    } catch (error) {
      if (error.name !== 'ProblemError') throw error;
    }
    await reload();
    find('#term-add').focus();
  }

  showChannel(filters);
  find('#term-add')?.addEventListener('click', () => term.open(null));
  find('#import-open')?.addEventListener('click', () => files.open());
  filters.addEventListener('submit', (event) => {
    event.preventDefault();
    load(query());
  });
  // A form whose button is a component is not sent by the Enter key alone.
  filters.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !event.target.matches('input')) return;
    event.preventDefault();
    filters.requestSubmit();
  });
  filters.addEventListener('input', (event) => {
    showChannel(filters);
    const needsMore = filters.elements.scope.value === 'channel' && filters.elements.conversationId.value.trim() === '';
    if (!needsMore && event.target.matches('[type="search"], select')) load(query(), { pause: pauseMs });
  });
  terms.addEventListener('click', (event) => {
    const link = event.target.closest('[data-terms-page]');
    if (link) {
      event.preventDefault();
      load(new URL(link.href).search).then(() => terms.querySelector('.scroll')?.focus());
    }
    const row = event.target.closest('[data-entry]');
    if (event.target.closest('[data-term-edit]')) term.open(JSON.parse(row.dataset.entry));
    if (event.target.closest('[data-term-delete]')) remove(JSON.parse(row.dataset.entry));
  });
  const suggested = suggestionOf(window.location.hash);
  if (suggested && term) term.open(suggested);
  element.dataset.ready = '';
}
