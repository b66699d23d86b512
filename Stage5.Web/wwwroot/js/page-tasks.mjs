import { host, showValues } from './host.mjs';
import { patch, refresh } from './live.mjs';

export function start(element) {
  const newest = element.querySelector('#newest');
  const older = element.querySelector('#older');

  // A row that falls off the refreshed page moves to the older ones, if those are shown: nothing goes missing.
  const keep = (row) => {
    const rows = older.querySelector('ul.rows');
    if (rows && row.matches('li.row')) rows.prepend(row);
  };

  const hidePaging = () => {
    if (older.children.length > 0) newest.querySelector('.paging')?.remove();
  };

  element.addEventListener('click', async (event) => {
    const link = event.target.closest?.('[data-older]');
    if (!link) return;
    event.preventDefault();
    link.setAttribute('aria-busy', 'true');
    try {
      const html = await host.requests.fetchHtml(link.dataset.older);
      const part = document.createElement('div');
      patch(part, html);
      showValues(part);
      link.closest('.paging').remove();
      older.append(part);
      part.querySelector('a')?.focus();
    } catch (error) {
      link.removeAttribute('aria-busy');
      if (error.name !== 'ProblemError') throw error;
    }
  });

  if (!newest.dataset.live) return undefined;
  return refresh(newest, {
    url: () => newest.dataset.live,
    everyMs: Number(newest.dataset.every),
    host,
    onHtml: (html) => {
      patch(newest, html, { onRemoved: keep });
      hidePaging();
      showValues(newest);
    },
  });
}
