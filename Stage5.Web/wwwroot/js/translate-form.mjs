import { languageName, number } from './format.mjs';
import { choose, canSwap, swapped } from './languages.mjs';
import { t } from './texts.mjs';

const auto = '';

/**
 * What is typed and chosen on Translate, as a request.
 * @param {() => void} onChange called whenever a request would be another
 * @param {() => string | null} translated the text that swapping the languages brings over
 */
export function startForm(element, { onChange, translated }) {
  const find = (selector) => element.querySelector(selector);
  const [source, target, text, swap] = [find('#source'), find('#target'), find('#text'), find('#swap')];
  const [count, note] = [find('#count'), find('#length-note')];
  const [also, alsoChoice, alsoAdd] = [find('#also'), find('#also-choice'), find('#also-add')];
  const [max, inline, most] = [Number(element.dataset.max), Number(element.dataset.inline), Number(element.dataset.more)];
  const targets = [...target.options];
  const names = new Map(targets.map((option) => [option.value, option.textContent]));
  const targetsOf = ({ value, dataset }) => dataset.targets === '*'
    ? targets.map((option) => option.value).filter((code) => code !== value)
    : dataset.targets.split(' ');
  const pairs = new Map([...source.options].map((option) => [option.value, targetsOf(option)]));
  const more = [];
  let detected = null;

  const from = () => source.value || detected || auto;
  const current = () => ({ from: source.value, to: target.value });
  const allowed = (code) => pairs.get(source.value).includes(code) && code !== target.value && !more.includes(code);

  function showChips() {
    also.replaceChildren(...more.map((code) => {
      const chip = document.createElement('li');
      chip.className = 'chip';
      const remove = document.createElement('button');
      remove.type = 'button';
      remove.dataset.remove = code;
      remove.setAttribute('aria-label', t('translate.alsoRemove', names.get(code)));
      remove.textContent = '✕';
      chip.append(names.get(code), remove);
      return chip;
    }));
    const free = targets.filter((option) => allowed(option.value));
    alsoChoice.replaceChildren(...free.map((option) => new Option(option.textContent, option.value)));
    alsoChoice.hidden = free.length === 0 || more.length >= most;
    alsoAdd.hidden = alsoChoice.hidden;
    also.closest('.also').hidden = alsoChoice.hidden && more.length === 0;
  }

  function show({ from: one, to }) {
    source.value = one;
    target.replaceChildren(...targets.filter((option) => pairs.get(one).includes(option.value)));
    target.value = to;
    text.lang = from();
    swap.disabled = !canSwap(pairs, { from: from(), to });
    more.splice(0, more.length, ...more.filter((code) => code !== to && pairs.get(one).includes(code)));
    showChips();
    onChange();
  }

  const lengthNote = () => {
    const length = text.value.length;
    if (length > max) return t('translate.tooLong', number(length - max), number(max));
    return length > inline ? t('translate.long', number(inline)) : '';
  };

  function countText() {
    count.textContent = `${number(text.value.length)} / ${number(max)}`;
    const said = lengthNote();
    if (note.textContent !== said) note.textContent = said;
    note.dataset.tone = text.value.length > max ? 'danger' : 'plain';
    text.setAttribute('aria-invalid', String(text.value.length > max));
    onChange();
  }

  // A language that nobody offers can be what the text is in all the same: the answer says what can be done with it.
  function setSource(code) {
    if (!pairs.has(code)) {
      pairs.set(code, pairs.get(auto).filter((one) => one !== code));
      source.add(new Option(languageName(code), code));
    }
    show(choose(pairs, { from: code, to: target.value }));
  }

  source.addEventListener('change', () => show(choose(pairs, current())));
  target.addEventListener('change', () => show(current()));
  alsoAdd.addEventListener('click', () => {
    if (!allowed(alsoChoice.value) || more.length >= most) return;
    more.push(alsoChoice.value);
    showChips();
    (alsoAdd.hidden ? also.lastElementChild.querySelector('button') : alsoChoice).focus();
    onChange();
  });
  also.addEventListener('click', (event) => {
    const at = more.indexOf(event.target.dataset.remove);
    if (at < 0) return;
    more.splice(at, 1);
    showChips();
    (also.children[Math.min(at, more.length - 1)]?.querySelector('button') ?? alsoChoice).focus();
    onChange();
  });
  swap.addEventListener('click', () => {
    const brought = translated();
    show(swapped(pairs, { from: from(), to: target.value }));
    if (brought === null) return;
    text.value = brought;
    countText();
    text.dispatchEvent(new Event('input', { bubbles: true }));
  });
  text.addEventListener('input', countText);
  const valueOf = (selector) => find(selector)?.value.trim() || null;
  const form = {
    changed: onChange,
    /** The language chosen; empty where it is detected. */
    get source() { return source.value; },
    set detected(code) {
      detected = code;
      text.lang = from();
      swap.disabled = !canSwap(pairs, { from: from(), to: target.value });
    },
    setSource,
    isReady: () => text.value.trim() !== '' && text.value.length <= max && (find('#conversation')?.checkValidity() ?? true),
    isLong: () => text.value.length > inline,
    get conversation() { return valueOf('#conversation'); },
    /** Left out is what is not chosen. */
    request() {
      return {
        kind: 'translate',
        text: text.value,
        targetLanguage: target.value,
        ...(source.value ? { sourceLanguage: source.value } : {}),
        ...(more.length > 0 ? { additionalTargetLanguages: [...more] } : {}),
        ...(valueOf('#tone') ? { tone: valueOf('#tone') } : {}),
        glossary: find('#glossary-mode').value,
        ...(valueOf('#conversation') ? { conversationId: valueOf('#conversation') } : {}),
        ...(valueOf('#context') ? { context: valueOf('#context') } : {}),
      };
    },
  };
  find('#conversation')?.addEventListener('input', onChange);
  queueMicrotask(() => {
    show(choose(pairs, current()));
    countText();
  });
  return form;
}
