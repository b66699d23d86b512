import { languageName, number } from './format.mjs';
import { t } from './texts.mjs';

/** How far the parts of a long text are, a line for each language. */
export function createProgress(list) {
  const done = new Map();

  function lineOf(language) {
    const known = [...list.children].find((line) => line.dataset.language === language);
    if (known) return known;
    const line = document.createElement('li');
    line.dataset.language = language;
    const [said, bar] = [document.createElement('span'), document.createElement('progress')];
    bar.setAttribute('aria-label', languageName(language));
    line.append(said, bar);
    list.append(line);
    return line;
  }

  return {
    add({ type, payload }) {
      // Another run makes what is not kept once more.
      if (type === 'task_started') {
        done.clear();
        list.replaceChildren();
      }
      if (type !== 'segment_completed' || !payload.language) return;
      const count = (done.get(payload.language) ?? 0) + 1;
      done.set(payload.language, count);
      const [said, bar] = lineOf(payload.language).children;
      said.textContent = t('common.reasonOf', languageName(payload.language),
        t('timeline.parts', number(count), number(payload.segments)));
      bar.max = payload.segments;
      bar.value = count;
    },
  };
}
