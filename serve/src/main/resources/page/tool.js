/** @typedef {import('./picture-view.js').PictureView} PictureView */
/** @typedef {import('./picture/geometry.js').Point} Point */
/**
 * @typedef {object} Pointer
 * @property {Point} picture
 * @property {Point} screen
 * @property {boolean} other whether the tool's second meaning is wanted (Shift, Alt, a pen's eraser)
 * @property {boolean} touch
 */

/** What a pointer does on a picture; by itself it moves the picture. */
export class Tool {
  /** @param {PictureView} view */
  constructor(view) {
    this.view = view;
    /** @type {Pointer | null} */
    this.last = null;
  }

  /** @returns {string} the cursor's name in CSS */
  get cursor() {
    return this.last ? 'grabbing' : 'grab';
  }

  /** @param {Pointer} pointer */
  down(pointer) {
    this.last = pointer;
  }

  /** @param {Pointer} pointer */
  move(pointer) {
    if (this.last) {
      this.view.pan(pointer.screen.x - this.last.screen.x, pointer.screen.y - this.last.screen.y);
      this.last = pointer;
    }
  }

  /** @param {Pointer} _pointer */
  up(_pointer) {
    this.last = null;
  }

  /** Gives up what is begun; says whether there was anything. @returns {boolean} */
  cancel() {
    const begun = this.last !== null;
    this.last = null;
    return begun;
  }

  /** Ends what takes several clicks; says whether there was anything. @returns {boolean} */
  finish() {
    return false;
  }

  /** Takes back the last click; says whether there was one. @returns {boolean} */
  back() {
    return false;
  }

  /**
   * Draws over the picture, in the screen's coordinates.
   * @param {CanvasRenderingContext2D} _context @param {Pointer | null} _at
   */
  draw(_context, _at) {}
}
