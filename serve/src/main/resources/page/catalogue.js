import { api } from './api.js';

/** @typedef {import('./types.js').Model} Model */
/** @typedef {import('./types.js').Denoiser} Denoiser */
/** @typedef {import('./types.js').Lexicon} Lexicon */

/** @type {Map<string, Promise<unknown>>} */
const asked = new Map();

/** What does not change while the page is open is asked once. @template T @param {string} path @returns {Promise<T>} */
function once(path) {
  const answer = asked.get(path) ?? api.get(path);
  asked.set(path, answer);
  answer.catch(() => asked.delete(path));
  return /** @type {Promise<T>} */ (answer);
}

/** Models can be added by learning. @returns {Promise<Model[]>} */
export const models = () => api.get('/api/models');
/** @returns {Promise<Denoiser[]>} */
export const denoisers = () => once('/api/denoisers');
/** The words of the lexicon. @param {string} language @returns {Promise<Lexicon>} */
export const lexicon = (language) => once(`/api/lexicon?lang=${language}`);
/** @returns {Promise<Array<{name: string}>>} */
export const servers = () => once('/api/servers');
