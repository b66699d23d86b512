/**
 * Puts new HTML in an element's place, keyed part by keyed part: what did not change keeps its nodes, and with
 * them focus, selection and scroll.
 */
export function patch(target, html, { onRemoved } = {}) {
  const next = document.createElement('template');
  next.innerHTML = html;
  patchChildren(target, next.content, onRemoved);
}

const keyed = (parent) =>
  new Map([...parent.children].filter((child) => child.dataset.key).map((child) => [child.dataset.key, child]));

// Elements whose children carry the keys.
const groups = '.home-grid, .rows';

// Times are shown in the reader's zone, so markup is compared as the server sent it.
const sent = new WeakMap();

function patchChildren(target, source, onRemoved) {
  const old = keyed(target);
  const nodes = [...source.children].map((fresh) => {
    const markup = fresh.outerHTML;
    const current = fresh.dataset.key ? old.get(fresh.dataset.key) : undefined;
    if (current && sent.get(current) === markup) return current;
    const group = fresh.matches(groups) && target.querySelector(`:scope > .${fresh.className}`);
    if (group) {
      patchChildren(group, fresh, onRemoved);
      return group;
    }
    sent.set(fresh, markup);
    return fresh;
  });
  for (const [key, element] of old)
    if (!nodes.some((node) => node.dataset.key === key)) onRemoved?.(element);
  const unchanged = nodes.length === target.children.length
    && nodes.every((node, i) => node === target.children[i]);
  if (!unchanged) target.replaceChildren(...nodes);
}

/**
 * Asks again and again for a part of the page while the page is seen. A failure is told once (to onStale, if the
 * page says it itself), then the wait grows until the part is there again.
 */
export async function refresh(element, { url, everyMs, host, onHtml, onStale, signal }) {
  let failures = 0;
  while (!signal?.aborted) {
    await host.delay(Math.min(everyMs * 2 ** failures, 30_000), signal);
    await host.visible(signal);
    try {
      // A page that says that it is stale says so soon: asking again is what it does anyway.
      const how = onStale ? { quiet: true, attempts: 2 } : { quiet: failures > 0 };
      onHtml(await host.requests.fetchHtml(url(), { background: true, ...how }));
      failures = 0;
      element.removeAttribute('data-stale');
    } catch (error) {
      if (error.name !== 'ProblemError') throw error;
      failures += 1;
      element.setAttribute('data-stale', '');
      onStale?.(error);
      if (error.status === 401) return;
    }
  }
}
