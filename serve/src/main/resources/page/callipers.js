import { distance, inside, middle, toScreen } from './picture/geometry.js';
import { drawLine, drawPlate, INK } from './layers.js';
import { Tool } from './tool.js';

/** @typedef {import('./picture-view.js').PictureView} PictureView */
/** @typedef {import('./picture/geometry.js').Point} Point */
/** @typedef {import('./tool.js').Pointer} Pointer */
/** @typedef {{a: Point, b: Point, text: string}} Calliper */

/** Measures between two points; their ends can be taken up again. */
export class CalliperTool extends Tool {
  /** @param {PictureView} view */
  constructor(view) {
    super(view);
    /** @type {{a: Point, b: Point, text: string} | null} */
    this.line = null;
  }

  get cursor() {
    return 'crosshair';
  }

  /** @param {Pointer} pointer */
  down(pointer) {
    const reach = pointer.touch ? 24 : 10;
    const at = inside(pointer.picture, /** @type {import('./types.js').Image} */ (this.view.reader?.image));
    this.line = null;
    for (const line of this.view.callipers) {
      if (distance(toScreen(this.view.view, line.a), pointer.screen) < reach) {
        [line.a, line.b] = [line.b, line.a];
        this.line = line;
      } else if (distance(toScreen(this.view.view, line.b), pointer.screen) < reach) {
        this.line = line;
      }
    }
    if (!this.line) {
      this.line = { a: at, b: at, text: '' };
      this.view.callipers.push(this.line);
    }
    this.last = pointer;
  }

  /** @param {Pointer} pointer */
  move(pointer) {
    if (this.last && this.line && this.view.reader) {
      this.line.b = inside(pointer.picture, this.view.reader.image);
      this.line.text = this.view.estimate(this.line);
      this.view.invalidate();
    }
  }

  /** @param {Pointer} pointer */
  up(pointer) {
    this.move(pointer);
    if (this.line && distance(toScreen(this.view.view, this.line.a), toScreen(this.view.view, this.line.b)) < 4) {
      this.view.callipers = this.view.callipers.filter((line) => line !== this.line);
    } else if (this.line) {
      this.view.measure(this.line);
    }
    this.last = null;
    this.line = null;
    this.view.invalidate();
  }

  back() {
    const had = this.view.callipers.pop() !== undefined;
    this.view.callipersChanged();
    return had;
  }
}

/** @param {CanvasRenderingContext2D} context @param {PictureView} view */
export function drawCallipers(context, view) {
  for (const line of view.callipers) {
    const a = toScreen(view.view, line.a);
    const b = toScreen(view.view, line.b);
    drawLine(context, a, b, INK.calliper, 7);
    if (line.text) {
      const at = middle(a, b);
      drawPlate(context, line.text, { x: at.x, y: at.y - 16 }, INK.calliper);
    }
  }
}
