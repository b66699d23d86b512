import { onChosen } from './menu-item.mjs';

const name = 'stage5.locale';
const yearSeconds = 365 * 24 * 3600;

/** The language is remembered in a cookie, and the server says the page again in it. */
function choose(locale) {
  const secure = window.location.protocol === 'https:' ? '; secure' : '';
  document.cookie = `${name}=${locale}; path=/; max-age=${locale ? yearSeconds : 0}; samesite=lax${secure}`;
  window.location.reload();
}

export function start(menu) {
  const items = [...menu.querySelectorAll('[data-locale-choice]')];
  customElements.whenDefined('fluent-menu-item').then(() => items.forEach((item) => {
    item.checked = item.dataset.localeChoice === menu.dataset.chosen;
  }));
  items.forEach((item) => onChosen(item, () => choose(item.dataset.localeChoice)));
}
