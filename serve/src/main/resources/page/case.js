import { api } from './api.js';
import { History } from './picture/history.js';
import { Mask } from './picture/mask.js';
import { maskAt, pictures, pngOf } from './pixels.js';

/** @typedef {import('./types.js').Image} Image */
/** @typedef {import('./types.js').Version} Version */
/** @typedef {import('./types.js').Segmentation} Segmentation */
/** @typedef {import('./types.js').Reading} Reading */
/** @typedef {import('./picture/geometry.js').Box} Box */

/** Tells that the mask changed inside a box, or all of it where the box is missing. */
export class MaskChange extends Event {
  /** @param {Box | null} box */
  constructor(box) {
    super('mask');
    this.box = box;
  }
}

/**
 * One picture being read: its frame, its versions, the mask that is shown and edited, and the reading. It fires "mask"
 * when pixels of the mask change and "change" when anything else does.
 */
export class Case extends EventTarget {
  /** @param {Image} image @param {Reading} reading */
  constructor(image, reading) {
    super();
    this.image = image;
    this.reading = reading;
    this.frame = image.latest?.frame ?? 0;
    /** @type {Version[]} of all frames, newest first */
    this.all = [];
    /** @type {Segmentation | null} */
    this.shown = null;
    this.mask = new Mask(image.width, image.height);
    this.saved = this.mask.copy();
    this.history = new History();
    /** @type {ImageBitmap | null} */
    this.heat = null;
    /** @type {{version: Version, mask: Mask} | null} */
    this.compared = null;
    this.dirty = false;
    this.waiting = false;
    /** @type {string | null} */
    this.denoise = null;
    this.writing = Promise.resolve();
    /** @type {Map<number, import('./callipers.js').Calliper[]>} */
    this.measured = new Map();
  }

  /** @param {string} id @returns {Promise<Case>} */
  static async open(id) {
    const [image, reading] = await Promise.all([
      /** @type {Promise<Image>} */ (api.get(`/api/images/${id}`)),
      /** @type {Promise<Reading>} */ (api.get(`/api/images/${id}/reading`)),
    ]);
    const opened = new Case(image, reading);
    opened.all = await api.get(`${opened.path}/segmentations`);
    await opened.showFrame(opened.frame);
    return opened;
  }

  /** The versions of this frame, newest first. */
  get versions() {
    return this.all.filter((version) => version.frame === this.frame);
  }

  get path() {
    return `/api/images/${this.image.id}`;
  }

  /** The callipers on this frame. */
  get callipers() {
    const lines = this.measured.get(this.frame) ?? [];
    this.measured.set(this.frame, lines);
    return lines;
  }

  set callipers(lines) {
    this.measured.set(this.frame, lines);
  }

  get signed() {
    return this.reading.signedAt !== null;
  }

  get editable() {
    return !this.signed && !this.waiting;
  }

  changed() {
    this.dispatchEvent(new Event('change'));
  }

  /** The address of a frame. @param {number} frame @param {import('./types.js').Window | null} window */
  frameAt(frame, window) {
    const query = new URLSearchParams();
    if (window && this.image.window) {
      query.set('centre', String(Math.round(window.centre * 100) / 100));
      query.set('width', String(Math.round(window.width * 100) / 100));
    }
    if (this.denoise) {
      query.set('denoise', this.denoise);
    }
    return `${this.path}/frames/${frame}${query.size ? `?${query}` : ''}`;
  }

  /** Goes to a frame, and shows its newest version; what was drawn and not saved is given up. @param {number} frame */
  async showFrame(frame) {
    this.frame = frame;
    const signed = this.signed ? this.versions.find((version) => version.id === this.reading.segmentation) : undefined;
    await this.show(signed ?? this.versions[0] ?? null);
  }

  /** Goes to a frame without its versions, as a loop is played. @param {number} frame */
  passFrame(frame) {
    this.frame = frame;
    if (this.shown || this.dirty) {
      this.put(null, new Mask(this.image.width, this.image.height), null);
    } else {
      this.changed();
    }
  }

  /** Shows a version, or none. @param {Version | null} version */
  async show(version) {
    if (!version) {
      this.put(null, new Mask(this.image.width, this.image.height), null);
      return;
    }
    const path = `${this.path}/segmentations/${version.id}`;
    const [segmentation, mask, heat] = await Promise.all([
      /** @type {Promise<Segmentation>} */ (api.get(path)),
      maskAt(`${path}/mask`),
      version.by.kind === 'model' ? pictures.of(`${path}/heat`).catch(() => null) : null,
    ]);
    if (version.frame === this.frame) {
      this.put(segmentation, mask, heat);
    }
  }

  /** @param {Segmentation | null} segmentation @param {Mask} mask @param {ImageBitmap | null} heat */
  put(segmentation, mask, heat) {
    this.shown = segmentation;
    this.mask = mask;
    this.saved = mask.copy();
    this.heat = heat;
    this.compared = null;
    this.history = new History();
    this.dirty = false;
    this.dispatchEvent(new MaskChange(null));
    this.changed();
  }

  /** Shows an older version's outline beside the one shown, or none. @param {Version | null} version */
  async compare(version) {
    this.compared = version && { version, mask: await maskAt(`${this.path}/segmentations/${version.id}/mask`) };
    this.changed();
  }

  /**
   * Asks a model; its answer becomes the version shown.
   * @param {{model?: string, focus?: import('./types.js').Focus}} [wish]
   */
  async segment(wish = {}) {
    this.waiting = true;
    this.changed();
    try {
      const frame = this.frame;
      /** @type {Segmentation} */
      const made = await api.post(`${this.path}/segmentations`, {
        frame,
        ...wish,
        ...(this.denoise ? { denoise: this.denoise } : {}),
      });
      await this.arrived(made);
      return made;
    } finally {
      this.waiting = false;
      this.changed();
    }
  }

  /** Saves the mask as it is drawn as a new version. */
  async save() {
    const form = new FormData();
    const drawn = this.mask.copy();
    form.append('frame', String(this.frame));
    if (this.shown) {
      form.append('basedOn', this.shown.id);
    }
    form.append('tool', [...new Set(this.history.tools)].join(' ') || 'restore');
    form.append('mask', await pngOf(drawn), 'mask.png');
    /** @type {Segmentation} */
    const made = await api.post(`${this.path}/segmentations`, form);
    const strokesSince = !this.mask.equals(drawn);
    const { mask, history } = this;
    await this.arrived(made, drawn);
    if (strokesSince) {
      this.mask = mask;
      this.history = history;
      this.edited(null);
    }
    return made;
  }

  /** Makes an older version the newest again; the one between stays in the list. @param {Version} version */
  async restore(version) {
    const mask = await maskAt(`${this.path}/segmentations/${version.id}/mask`);
    this.mask = mask;
    this.shown = { ...version, lesions: [] };
    this.history = new History();
    return this.save();
  }

  /** @param {Segmentation} made @param {Mask} [mask] */
  async arrived(made, mask) {
    const [image, versions] = await Promise.all([
      /** @type {Promise<Image>} */ (api.get(this.path)),
      /** @type {Promise<Version[]>} */ (api.get(`${this.path}/segmentations`)),
    ]);
    this.image = image;
    this.all = versions;
    if (made.frame !== this.frame) {
      return;
    }
    if (mask) {
      this.put(made, mask, this.heat);
    } else {
      await this.show(made);
    }
  }

  /**
   * Changes the mask by a tool, as one step that can be undone.
   * @param {string} tool @param {(mask: Mask) => Box | null} action
   */
  edit(tool, action) {
    if (!this.editable) {
      return false;
    }
    const before = this.mask.copy();
    const box = action(this.mask);
    return box !== null && this.finish(tool, before, box);
  }

  /** Ends what a tool did to the mask piece by piece. @param {string} tool @param {Mask} before @param {Box} box */
  finish(tool, before, box) {
    const changed = this.history.record(before, this.mask, box, tool);
    this.edited(box);
    return changed;
  }

  undo() {
    return this.editable && this.edited(this.history.undo(this.mask));
  }

  redo() {
    return this.editable && this.edited(this.history.redo(this.mask));
  }

  /** @param {Box | null} box */
  edited(box) {
    this.dirty = !this.mask.equals(this.saved);
    this.dispatchEvent(new MaskChange(box));
    this.changed();
    return box !== null;
  }

  /**
   * Saves what the reader says; one request after the other, each with the revision of the one before.
   * @param {Partial<Reading>} changes
   */
  describe(changes) {
    this.reading = { ...this.reading, ...changes };
    this.changed();
    const write = async () => {
      const { descriptors, category, comment, revision } = this.reading;
      const segmentation = this.shown?.id ?? this.reading.segmentation;
      const sent = { segmentation, descriptors, category, comment, revision };
      /** @type {Reading} */
      const saved = await api.put(`${this.path}/reading`, sent);
      this.reading = { ...this.reading, revision: saved.revision, segmentation: saved.segmentation };
      this.changed();
    };
    this.writing = this.writing.catch(() => {}).then(write);
    return this.writing;
  }

  /** @param {string} password */
  async sign(password) {
    await this.describe({});
    this.reading = await api.post(`${this.path}/reading/signature`, { password });
    this.image = await api.get(this.path);
    this.changed();
  }

  /** @param {string} reason */
  async withdraw(reason) {
    await api.post(`${this.path}/reading/withdrawal`, { reason });
    await this.reload();
  }

  /** Reads anew what the server has of picture and reading. */
  async reload() {
    [this.image, this.reading] = await Promise.all([
      /** @type {Promise<Image>} */ (api.get(this.path)),
      /** @type {Promise<Reading>} */ (api.get(`${this.path}/reading`)),
    ]);
    this.changed();
  }
}
