import { host } from './host.mjs';
import { ProblemError } from './problem.mjs';
import { isDark } from './theme-menu.mjs';
import { t } from './texts.mjs';
import { toast } from './toast.mjs';

const followTheme = () => document.documentElement.classList.toggle('dark-mode', isDark());

/** The description with this host as its server: requests go the way of every other one of the dashboard. */
const here = (description) => ({ ...description, servers: [{ url: '/' }] });

function load(source) {
  const script = document.createElement('script');
  script.src = source;
  return new Promise((resolve, reject) => {
    script.onload = resolve;
    script.onerror = () => reject(new ProblemError({ status: 0, detail: t('docs.viewerFailed') }));
    document.head.append(script);
  });
}

export async function start(element) {
  followTheme();
  document.addEventListener('themechange', followTheme);
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', followTheme);

  const reference = element.querySelector('#reference');
  try {
    const description = host.requests.fetchJson(element.dataset.description, { quiet: true });
    const [spec] = await Promise.all([description.then(here), load(element.dataset.viewer)]);
    window.SwaggerUIBundle({
      domNode: reference, spec, deepLinking: true, docExpansion: 'list', validatorUrl: null,
    });
  } catch (error) {
    if (error.name !== 'ProblemError') throw error;
    reference.replaceChildren();
    reference.textContent = error.detail;
    toast(error);
  }
}
