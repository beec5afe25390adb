import { api } from './api.js';
import { errorText } from './language.js';

/** @typedef {import('./types.js').Image} Image */
/** @typedef {import('./types.js').Received} Received */
/**
 * @typedef {object} Upload
 * @property {File} file
 * @property {'waiting' | 'sending' | 'reading' | 'done' | 'refused' | 'stopped'} state
 * @property {number} share of the file that has gone
 * @property {Image[]} images
 * @property {Received['refused']} refused
 * @property {(() => void) | null} stop
 */

/** How many files go at once. */
const AT_ONCE = 3;

/** The files on their way, whichever view is open. It fires "change", and "received" for each file that has arrived. */
class Uploads extends EventTarget {
  constructor() {
    super();
    /** @type {Upload[]} */
    this.items = [];
  }

  get running() {
    return this.items.filter((item) => item.state === 'sending' || item.state === 'reading').length;
  }

  get waiting() {
    return this.items.filter((item) => item.state === 'waiting').length;
  }

  /** @param {Iterable<File>} files */
  add(files) {
    for (const file of files) {
      this.items.push({ file, state: 'waiting', share: 0, images: [], refused: [], stop: null });
    }
    this.next();
  }

  next() {
    const waiting = this.items.filter((item) => item.state === 'waiting');
    waiting.slice(0, AT_ONCE - this.running).forEach((item) => this.send(item));
    this.dispatchEvent(new Event('change'));
  }

  /** @param {Upload} item */
  async send(item) {
    item.state = 'sending';
    const { answer, stop } = api.upload('/api/images', item.file, (share) => {
      item.share = share;
      item.state = share < 1 ? 'sending' : 'reading';
      this.dispatchEvent(new Event('change'));
    });
    item.stop = stop;
    try {
      const received = /** @type {Received} */ (await answer);
      item.images = received.images;
      item.refused = received.refused;
      item.state = received.images.length ? 'done' : 'refused';
    } catch (error) {
      const status = error instanceof Error && 'status' in error ? error.status : 0;
      if ((status === 503 || status === 401) && (await this.again(item, Number(status)))) {
        return;
      }
      const body = error instanceof Error && 'body' in error ? /** @type {Received | null} */ (error.body) : null;
      item.refused = body?.refused?.length ? body.refused : [{ name: item.file.name, error: errorText(error) }];
      const stopped = error instanceof Error && error.message === 'error.stopped';
      item.state = stopped ? 'stopped' : 'refused';
    }
    item.stop = null;
    this.dispatchEvent(new CustomEvent('received', { detail: item }));
    this.next();
  }

  /**
   * Sends a file once more where the server was busy or the session had ended.
   * @param {Upload} item @param {number} status
   */
  async again(item, status) {
    if (status === 401) {
      await api.signedIn();
    } else {
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
    item.state = 'waiting';
    item.share = 0;
    this.next();
    return true;
  }

  /** @param {Upload} item */
  stop(item) {
    const { stop } = item;
    item.state = 'stopped';
    stop?.();
    this.next();
  }

  /** Forgets those that have ended. */
  clear() {
    this.items = this.items.filter((item) => ['waiting', 'sending', 'reading'].includes(item.state));
    this.dispatchEvent(new Event('change'));
  }
}

export const uploads = new Uploads();

/** The files that were dropped, those in folders too. @param {DataTransfer} dropped @returns {Promise<File[]>} */
export async function droppedFiles(dropped) {
  const entries = [...dropped.items].map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile());
  const files = await Promise.all(entries.map((entry) => (entry instanceof File || !entry ? [entry] : filesOf(entry))));
  return files.flat().filter((file) => file !== null);
}

/** @param {FileSystemEntry} entry @returns {Promise<File[]>} */
async function filesOf(entry) {
  if (entry.isFile) {
    return [await new Promise((resolve, reject) => /** @type {FileSystemFileEntry} */ (entry).file(resolve, reject))];
  }
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  const files = [];
  for (;;) {
    /** @type {FileSystemEntry[]} */
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) {
      return files;
    }
    files.push(...(await Promise.all(some.map(filesOf))).flat());
  }
}
