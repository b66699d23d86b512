import { languageName, percent } from './format.mjs';
import { t } from './texts.mjs';

const pauseMs = 600;
const shortest = 3;
// Of a long text the beginning tells.
const longest = 2_000;
const sureFrom = 0.7;
const offered = 3;
const likelyFrom = 0.02;

const base = (tag) => tag.split('-')[0];

/**
 * What is said of a detection.
 * @param {{language: string, confidence: number, candidates: object[]}} found
 * @param {string} chosen the language chosen; empty where it is detected
 * @returns {{said: string, choices: string[]}} choices: languages to take instead
 */
export function noteOf(found, chosen) {
  if (found.language === 'und') return { said: chosen ? '' : t('translate.detectNone'), choices: [] };
  const sure = found.confidence >= sureFrom;
  const name = languageName(found.language);
  const share = percent(found.confidence);
  if (chosen) {
    const other = sure && base(found.language) !== base(chosen);
    return { said: other ? t('translate.looksLike', name, share) : '', choices: other ? [found.language] : [] };
  }
  const others = found.candidates.slice(sure ? 1 : 0, offered).filter((one) => one.confidence >= likelyFrom).map((one) => one.language);
  return sure
    ? { said: t('translate.detectedAs', name, share), choices: others }
    : { said: t('translate.detectUnsure', name, share), choices: others };
}

/** Says which language a text is in whenever typing pauses, and lets it be corrected. */
export function startDetection({ text, form, host, find }) {
  const [said, choices] = [find('#detected'), find('#detected-choices')];
  let asked = null;
  let found = null;
  let last = '';

  function show() {
    const note = found ? noteOf(found, form.source) : { said: '', choices: [] };
    if (said.textContent !== note.said) said.textContent = note.said;
    choices.replaceChildren(...note.choices.map((language) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'link-button';
      button.dataset.language = language;
      button.textContent = t('translate.useLanguage', languageName(language));
      return button;
    }));
    form.detected = found && found.confidence >= sureFrom && found.language !== 'und' ? found.language : null;
  }

  async function look() {
    const sample = text.value.slice(0, longest).trim();
    if (sample === last) return;
    last = sample;
    asked?.abort();
    asked = new AbortController();
    const { signal } = asked;
    if (sample.length < shortest) {
      found = null;
      show();
      return;
    }
    try {
      await host.delay(pauseMs, signal);
      found = await host.requests.fetchJson('/api/detect', {
        method: 'POST', body: { text: sample }, quiet: true, signal,
      });
    } catch (error) {
      if (signal.aborted) return;
      if (error.name !== 'ProblemError') throw error;
      // Without it the server detects when the text is sent.
      found = null;
      last = '';
    }
    show();
  }

  text.addEventListener('input', look);
  find('#source').addEventListener('change', show);
  choices.addEventListener('click', (event) => {
    const { language } = event.target.dataset;
    if (!language) return;
    form.setSource(language);
    show();
    find('#source').focus();
  });
  return { look };
}
