import { host } from './host.mjs';
import { keepLive } from './live-part.mjs';
import { createHistory, lengthOf, pathOf } from './share-history.mjs';

const box = { width: 100, height: 28 };

export function start(element) {
  const history = createHistory();

  const draw = () => {
    for (const card of element.querySelectorAll('.model')) {
      const share = card.dataset.share === undefined ? null : Number(card.dataset.share);
      const points = history.add(card.dataset.key, host.now(), share);
      const path = pathOf(points, box);
      card.querySelector('.spark path').setAttribute('d', path);
      if (path) card.querySelector('[data-spark-note]').textContent = lengthOf(points);
    }
  };

  draw();
  return keepLive(element, draw);
}
