import { hiddenCanvas, samples } from './pixels.js';
import { contours } from './picture/contour.js';
import { heatTable } from './picture/window.js';

/** @typedef {import('./picture/mask.js').Mask} Mask */
/** @typedef {import('./picture/geometry.js').Box} Box */
/** @typedef {import('./picture/geometry.js').View} View */
/** @typedef {import('./picture/geometry.js').Point} Point */
/** @typedef {import('./types.js').Lesion} Lesion */

/** Colours over pictures: they are read against grey, so they are the same in light and dark. */
export const INK = Object.freeze({
  outline: '#3fd8c8',
  edited: '#ffc247',
  compared: '#ff7ad9',
  axis: '#f4f6f8',
  calliper: '#ffe45c',
  focus: '#8fb8ff',
  shadow: 'rgba(0, 0, 0, 0.65)',
});

/** A mask as it is drawn: its filling, pixel by pixel, and its outline. */
export class MaskLayer {
  /** @param {string} colour */
  constructor(colour) {
    this.colour = colour;
    this.word = 0;
    this.path = new Path2D();
    this.outlined = false;
    /** @type {Mask | null} */
    this.mask = null;
    this.surface = hiddenCanvas(1, 1, true);
  }

  /** Takes what changed of a mask inside a box, or all of it. @param {Mask} mask @param {Box | null} box */
  take(mask, box) {
    if (this.surface.canvas.width !== mask.width || this.surface.canvas.height !== mask.height) {
      this.surface = hiddenCanvas(mask.width, mask.height, true);
    }
    this.mask = mask;
    this.outlined = false;
    const { x0, y0, x1, y1 } = box ?? { x0: 0, y0: 0, x1: mask.width, y1: mask.height };
    if (x0 >= x1 || y0 >= y1) {
      return;
    }
    const picture = this.surface.context.createImageData(x1 - x0, y1 - y0);
    const words = new Uint32Array(picture.data.buffer);
    const word = littleEndian(this.colour);
    for (let y = y0, i = 0; y < y1; y++) {
      for (let x = x0, at = y * mask.width + x0; x < x1; x++, i++, at++) {
        words[i] = mask.data[at] === 1 ? word : 0;
      }
    }
    this.surface.context.putImageData(picture, x0, y0);
  }

  /** Takes another colour. @param {string} colour */
  recolour(colour) {
    if (this.colour !== colour) {
      this.colour = colour;
      if (this.mask) {
        this.take(this.mask, null);
      }
    }
  }

  /** Follows the outline anew where the mask changed since. */
  outline() {
    if (!this.outlined && this.mask) {
      this.path = new Path2D();
      for (const loop of contours(this.mask)) {
        this.path.moveTo(loop[0], loop[1]);
        for (let i = 2; i < loop.length; i += 2) {
          this.path.lineTo(loop[i], loop[i + 1]);
        }
        this.path.closePath();
      }
      this.outlined = true;
    }
    return this.path;
  }

  /**
   * Draws in the picture's coordinates.
   * @param {CanvasRenderingContext2D} context @param {number} scale of the view
   * @param {{fill: number, outline: boolean, dashed?: boolean}} style
   */
  draw(context, scale, style) {
    if (style.fill > 0) {
      context.globalAlpha = style.fill;
      context.imageSmoothingEnabled = false;
      context.drawImage(this.surface.canvas, 0, 0);
      context.globalAlpha = 1;
    }
    if (style.outline) {
      const path = this.outline();
      context.lineJoin = 'round';
      context.lineWidth = 3.5 / scale;
      context.strokeStyle = INK.shadow;
      context.stroke(path);
      context.lineWidth = 1.75 / scale;
      context.strokeStyle = this.colour;
      context.setLineDash(style.dashed ? [6 / scale, 4 / scale] : []);
      context.stroke(path);
      context.setLineDash([]);
    }
  }
}

/** @param {string} colour #rrggbb */
function littleEndian(colour) {
  const value = parseInt(colour.slice(1), 16);
  return ((255 << 24) | ((value & 255) << 16) | (value & 0xff00) | (value >> 16)) >>> 0;
}

/** A map of probabilities in colours. @param {ImageBitmap} heat @returns {HTMLCanvasElement} */
export function heatSurface(heat) {
  const table = heatTable();
  const picture = samples(heat);
  for (let i = 0; i < picture.data.length; i += 4) {
    const at = 4 * picture.data[i];
    picture.data[i] = table[at];
    picture.data[i + 1] = table[at + 1];
    picture.data[i + 2] = table[at + 2];
    picture.data[i + 3] = table[at + 3];
  }
  const { canvas, context } = hiddenCanvas(picture.width, picture.height);
  context.putImageData(picture, 0, 0);
  return canvas;
}

/**
 * Draws a line with its ends across, as callipers have them, in the screen's coordinates.
 * @param {CanvasRenderingContext2D} context @param {Point} a @param {Point} b @param {string} colour
 * @param {number} end half the length of the end's stroke
 */
export function drawLine(context, a, b, colour, end) {
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  const nx = (-(b.y - a.y) / length) * end;
  const ny = ((b.x - a.x) / length) * end;
  context.beginPath();
  context.moveTo(a.x, a.y);
  context.lineTo(b.x, b.y);
  for (const p of [a, b]) {
    context.moveTo(p.x - nx, p.y - ny);
    context.lineTo(p.x + nx, p.y + ny);
  }
  strokeTwice(context, colour, 1.5);
}

/**
 * Strokes the present path with a dark rim.
 * @param {CanvasRenderingContext2D} context @param {string} colour @param {number} width
 */
export function strokeTwice(context, colour, width) {
  context.lineCap = 'round';
  context.strokeStyle = INK.shadow;
  context.lineWidth = width + 2;
  context.stroke();
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke();
}

/**
 * Writes a word on a dark plate, in the screen's coordinates.
 * @param {CanvasRenderingContext2D} context @param {string} text @param {Point} at its middle @param {string} colour
 */
export function drawPlate(context, text, at, colour) {
  context.font = '600 12px Inter, system-ui, sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const width = Math.max(context.measureText(text).width + 12, 20);
  context.beginPath();
  context.roundRect(at.x - width / 2, at.y - 10, width, 20, 10);
  context.fillStyle = 'rgba(8, 10, 12, 0.82)';
  context.fill();
  context.fillStyle = colour;
  context.fillText(text, at.x, at.y + 0.5);
}
