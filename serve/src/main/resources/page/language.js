import { prefer, preferences } from './preferences.js';

/** The languages there are, each a file in languages/, named in itself. */
export const LANGUAGES = Object.freeze({ en: 'English', de: 'Deutsch' });

/** @type {Record<string, string>} */
let texts = {};
let locale = 'en';
let plural = new Intl.PluralRules('en');

/** Tells parts of the page that the language changed. */
export const changes = new EventTarget();

/** The one chosen, else the browser's, else English. */
export function preferredLanguage() {
  const wishes = [preferences.language, ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return wishes.find((tag) => tag in LANGUAGES) ?? 'en';
}

/** @param {string} language */
export async function speak(language) {
  const response = await fetch(`/page/languages/${language}.json`);
  texts = await response.json();
  locale = language === 'en' ? 'en-GB' : language;
  plural = new Intl.PluralRules(locale);
  document.documentElement.lang = language;
  document.title = t('app.title');
  changes.dispatchEvent(new Event('change'));
}

/** @param {string} language */
export async function chooseLanguage(language) {
  prefer({ language });
  await speak(language);
}

export function language() {
  return document.documentElement.lang;
}

/**
 * The text of a key; {name} stands for a value. What depends on a count n has the forms key.one and key.other.
 * @param {string} key @param {Record<string, string | number>} [values]
 */
export function t(key, values = {}) {
  const form = typeof values.n === 'number' ? `${key}.${plural.select(values.n)}` : key;
  const text = texts[form] ?? texts[`${key}.other`] ?? texts[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => {
    const value = values[name];
    return typeof value === 'number' ? number(value) : (value ?? '');
  });
}

/** A text that may be missing. @param {string} key @param {string} otherwise */
export function tOr(key, otherwise) {
  return texts[key] ?? otherwise;
}

/** Why a second look is due, in a sentence. @param {string} name as the server calls it */
export function unsureText(name) {
  return tOr(`unsure.${name}`, name);
}

/** @param {number} value @param {number} [digits] after the point */
export function number(value, digits) {
  return new Intl.NumberFormat(locale, {
    minimumFractionDigits: digits ?? 0,
    maximumFractionDigits: digits ?? 2,
  }).format(value);
}

/** @param {number} share 0..1 */
export function percent(share) {
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(share);
}

/** @param {string} iso */
export function moment(iso) {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));
}

/** How long ago, in the largest unit that counts. @param {string} iso @param {number} [now] */
export function ago(iso, now = Date.now()) {
  const seconds = (new Date(iso).getTime() - now) / 1000;
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  for (const [unit, length] of /** @type {const} */ ([
    ['day', 86400],
    ['hour', 3600],
    ['minute', 60],
  ])) {
    if (Math.abs(seconds) >= length) {
      return relative.format(Math.round(seconds / length), unit);
    }
  }
  return t('time.now');
}

/** @param {string[]} words */
export function listed(words) {
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(words);
}

/** The text of an error: what the server said, or a text of ours by its key. @param {unknown} error */
export function errorText(error) {
  const text = error instanceof Error ? t(error.message) : String(error);
  return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
}
