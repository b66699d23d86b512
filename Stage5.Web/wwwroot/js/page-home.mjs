import { host, showValues } from './host.mjs';
import { patch, refresh } from './live.mjs';

export function start(element) {
  return refresh(element, {
    url: () => element.dataset.live,
    everyMs: Number(element.dataset.every),
    host,
    onHtml: (html) => {
      patch(element, html);
      showValues(element);
    },
  });
}
