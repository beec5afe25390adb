/**
 * What a reader chose on this machine: nothing about pictures or patients.
 */
const DEFAULTS = {
  theme: /** @type {'system' | 'dark' | 'light'} */ ('system'),
  language: '',
  fill: 0.28,
  outline: true,
  axes: true,
  brush: 8,
  linked: true,
  letters: true,
};

/** @typedef {typeof DEFAULTS} Preferences */

const KEY = 'delineate';

/** @returns {Preferences} */
function stored() {
  try {
    return { ...DEFAULTS, ...JSON.parse(localStorage.getItem(KEY) ?? '{}') };
  } catch {
    return { ...DEFAULTS };
  }
}

export const preferences = stored();

/** @param {Partial<Preferences>} changed */
export function prefer(changed) {
  Object.assign(preferences, changed);
  try {
    localStorage.setItem(KEY, JSON.stringify(preferences));
  } catch {
    // a browser that keeps nothing still shows what was chosen
  }
  applyTheme();
}

export function applyTheme() {
  document.documentElement.dataset.theme = preferences.theme;
}
