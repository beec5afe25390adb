import { throughTable, WHOLE, windowTable } from './picture/window.js';
import { hiddenCanvas, samples } from './pixels.js';

/** @typedef {import('./types.js').Window} Window */
/** @typedef {import('./picture/geometry.js').Point} Point */

/** A picture as the server made it for one window, and as it is seen through another. */
export class WindowedPicture {
  /** @param {ImageBitmap} bitmap @param {Window} madeFor */
  constructor(bitmap, madeFor) {
    this.bitmap = bitmap;
    this.madeFor = madeFor;
    /** What is drawn. @type {CanvasImageSource} */
    this.surface = bitmap;
    /** @type {ImageData | null} */
    this.read = null;
  }

  get samples() {
    this.read ??= samples(this.bitmap);
    return this.read;
  }

  /** Makes what is drawn, by a table of 256 values. @param {Window} window @param {boolean} inverted */
  through(window, inverted) {
    const { bitmap, madeFor } = this;
    if (!inverted && madeFor.centre === window.centre && madeFor.width === window.width) {
      this.surface = bitmap;
      return;
    }
    const ratio = 255 / madeFor.width;
    const low = madeFor.centre - madeFor.width / 2;
    const table = windowTable({ centre: (window.centre - low) * ratio, width: window.width * ratio }, inverted);
    const { canvas, context } = hiddenCanvas(bitmap.width, bitmap.height);
    const picture = context.createImageData(bitmap.width, bitmap.height);
    throughTable(this.samples.data, picture.data, table);
    context.putImageData(picture, 0, 0);
    this.surface = canvas;
  }

  /**
   * The sample under a point, or null outside. Of a picture of more than 8 bits it is known to a 255th of the window,
   * and only as a bound beyond it.
   * @param {Point} at
   */
  sampleAt(at) {
    const x = Math.floor(at.x);
    const y = Math.floor(at.y);
    if (x < 0 || y < 0 || x >= this.bitmap.width || y >= this.bitmap.height) {
      return null;
    }
    const i = 4 * (y * this.bitmap.width + x);
    const [red, green, blue] = this.samples.data.subarray(i, i + 3);
    if (this.madeFor !== WHOLE) {
      const { centre, width } = this.madeFor;
      const sign = red === 0 ? '≤' : red === 255 ? '≥' : '≈';
      return `${sign} ${Math.round(centre + width * (red / 255 - 0.5))}`;
    }
    return red === green && green === blue ? `${red}` : `${red} ${green} ${blue}`;
  }
}
