/** @typedef {import('./types.js').Session} Session */

/** An answer of the server that is no success; its message is meant to be read. */
export class Refusal extends Error {
  /** @param {number} status @param {string} message @param {unknown} [body] */
  constructor(status, message, body) {
    super(message);
    this.status = status;
    this.body = body;
  }
}

/** How often a request that finds the model's queue full is sent again. */
const TRIES = 15;

/**
 * The server. A request that finds the session ended waits until somebody signs in again, and is then sent once more:
 * nothing that was drawn is lost. One that finds the queue full waits as long as the server says.
 */
class Api {
  constructor() {
    this.csrf = '';
    /** Asks for the password again; set by the page. @type {(() => Promise<void>) | null} */
    this.signInAgain = null;
    /** @type {Promise<void> | null} */
    this.signing = null;
  }

  /** @template T @param {string} path @returns {Promise<T>} */
  get(path) {
    return this.send('GET', path);
  }

  /** @template T @param {string} path @param {unknown} [body] @returns {Promise<T>} */
  post(path, body) {
    return this.send('POST', path, body);
  }

  /** @template T @param {string} path @param {unknown} body @returns {Promise<T>} */
  put(path, body) {
    return this.send('PUT', path, body);
  }

  /** @template T @param {string} path @param {unknown} [body] @returns {Promise<T>} */
  delete(path, body) {
    return this.send('DELETE', path, body);
  }

  /**
   * @template T @param {string} method @param {string} path @param {unknown} [body] JSON, or a form with files
   * @returns {Promise<T>}
   */
  async send(method, path, body) {
    const response = await this.response(method, path, body);
    const text = await response.text();
    return /** @type {T} */ (text ? JSON.parse(text) : null);
  }

  /** @param {string} path @param {string} [method] */
  async blob(path, method = 'GET') {
    return (await this.response(method, path)).blob();
  }

  /** @param {string} method @param {string} path @param {unknown} [body] @returns {Promise<Response>} */
  async response(method, path, body) {
    for (let tries = 1; ; tries++) {
      const response = await this.fetched(method, path, body);
      if (response.ok) {
        return response;
      }
      if (response.status === 401 && this.signInAgain && path !== '/api/session') {
        await this.signedIn();
      } else if (response.status === 503 && tries < TRIES) {
        const seconds = Number(response.headers.get('Retry-After') ?? 2);
        await new Promise((resolve) => setTimeout(resolve, 1000 * Math.min(seconds, 10)));
      } else {
        throw await refusal(response);
      }
    }
  }

  /** @param {string} method @param {string} path @param {unknown} [body] */
  async fetched(method, path, body) {
    /** @type {Record<string, string>} */
    const headers = method === 'GET' ? {} : { 'X-CSRF-Token': this.csrf };
    const form = body instanceof FormData;
    if (body !== undefined && !form) {
      headers['Content-Type'] = 'application/json';
    }
    const content = body === undefined ? undefined : form ? body : JSON.stringify(body);
    try {
      return await fetch(path, { method, headers, body: content, credentials: 'same-origin' });
    } catch {
      throw new Refusal(0, 'error.unreachable');
    }
  }

  /** Waits until the session is there again; many requests ask only once. */
  signedIn() {
    this.signing ??= /** @type {() => Promise<void>} */ (this.signInAgain)().finally(() => {
      this.signing = null;
    });
    return this.signing;
  }

  /**
   * Sends one file and says how much of it has gone. @template T
   * @param {string} path @param {File} file @param {(share: number) => void} progress
   * @returns {{answer: Promise<T>, stop: () => void}}
   */
  upload(path, file, progress) {
    const request = new XMLHttpRequest();
    const answer = new Promise((resolve, reject) => {
      request.open('POST', path);
      request.setRequestHeader('X-CSRF-Token', this.csrf);
      request.responseType = 'json';
      request.upload.addEventListener('progress', (event) => progress(event.loaded / Math.max(event.total, 1)));
      request.addEventListener('load', () => {
        if (request.status < 300) {
          resolve(request.response);
        } else {
          const message = request.response?.error ?? `${request.status} ${request.statusText}`;
          reject(new Refusal(request.status, message, request.response));
        }
      });
      request.addEventListener('error', () => reject(new Refusal(0, 'error.unreachable')));
      request.addEventListener('abort', () => reject(new Refusal(0, 'error.stopped')));
      const form = new FormData();
      form.append('file', file, file.name);
      request.send(form);
    });
    return { answer, stop: () => request.abort() };
  }
}

/** @param {Response} response */
async function refusal(response) {
  const text = await response.text();
  try {
    const body = JSON.parse(text);
    return new Refusal(response.status, body.error ?? text, body);
  } catch {
    return new Refusal(response.status, `${response.status} ${response.statusText}`);
  }
}

export const api = new Api();

/**
 * Gives the reader what a path answers as a file.
 * @param {string} path @param {string} [method]
 */
export async function download(path, method = 'GET') {
  const response = await api.response(method, path);
  const named = /filename\*?="?(?:UTF-8'')?([^";]+)/.exec(response.headers.get('Content-Disposition') ?? '');
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  link.download = named ? decodeURIComponent(named[1]) : (path.split('?')[0].split('/').pop() ?? 'download');
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
