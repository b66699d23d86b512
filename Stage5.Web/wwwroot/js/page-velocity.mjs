import { csv, metricRows } from './csv.mjs';
import { host } from './host.mjs';
import { keepLive } from './live-part.mjs';

/** Gives the browser a text as a file. */
function save(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  // The download has begun by the next turn.
  setTimeout(() => URL.revokeObjectURL(url));
}

export function start(element) {
  const button = document.querySelector('[data-export]');
  button.addEventListener('click', async () => {
    if (button.disabled) return;
    button.disabled = true;
    try {
      const metrics = await host.requests.fetchJson(button.dataset.export);
      save(`reviews-${metrics.from}-${metrics.to}.csv`, csv(metricRows(metrics)));
    } catch (error) {
      if (error.name !== 'ProblemError') throw error;
    } finally {
      button.disabled = false;
    }
  });
  element.dataset.ready = '';
  return keepLive(element);
}
