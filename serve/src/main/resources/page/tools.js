import { fillPolygon, removeLesion, stroke } from './picture/mask.js';
import { boxBetween, distance, inside, toScreen, union } from './picture/geometry.js';
import { INK, strokeTwice } from './layers.js';
import { CalliperTool } from './callipers.js';
import { preferences } from './preferences.js';
import { Tool } from './tool.js';

/** @typedef {import('./picture-view.js').PictureView} PictureView */
/** @typedef {import('./picture/geometry.js').Point} Point */
/** @typedef {import('./picture/geometry.js').Box} Box */
/** @typedef {import('./tool.js').Pointer} Pointer */

/** Changes window and level: right for less contrast, down for darker. */
export class WindowTool extends Tool {
  get cursor() {
    return 'ns-resize';
  }

  /** @param {Pointer} pointer */
  move(pointer) {
    if (this.last) {
      this.view.dragWindow(pointer.screen.x - this.last.screen.x, pointer.screen.y - this.last.screen.y);
      this.last = pointer;
    }
  }
}

/** Paints lesion, or takes it away; with Shift it does the other. */
export class BrushTool extends Tool {
  /** @param {PictureView} view @param {0 | 1} value */
  constructor(view, value) {
    super(view);
    this.value = value;
    /** @type {import('./picture/mask.js').Mask | null} */
    this.before = null;
    /** @type {Box | null} */
    this.box = null;
  }

  get cursor() {
    return 'none';
  }

  /** @param {Pointer} pointer */
  down(pointer) {
    const { reader } = this.view;
    if (reader?.editable) {
      this.before = reader.mask.copy();
      this.box = null;
      this.last = pointer;
      this.paint(pointer);
    }
  }

  /** @param {Pointer} pointer */
  move(pointer) {
    if (this.last) {
      this.paint(pointer);
    }
  }

  /** @param {Pointer} pointer */
  paint(pointer) {
    const { reader } = this.view;
    if (reader && this.last) {
      const value = /** @type {0 | 1} */ (pointer.other ? 1 - this.value : this.value);
      const box = stroke(reader.mask, this.last.picture, pointer.picture, preferences.brush, value);
      this.box = union(this.box, box);
      this.last = pointer;
      this.view.painted(box);
    }
  }

  /** @param {Pointer} _pointer */
  up(_pointer) {
    const { reader } = this.view;
    if (reader && this.before && this.box) {
      reader.finish(this.value === 1 ? 'brush' : 'eraser', this.before, this.box);
    }
    this.before = null;
    this.last = null;
  }

  cancel() {
    const { reader } = this.view;
    if (reader && this.before && this.box) {
      reader.mask.data.set(this.before.data);
      this.view.painted(this.box);
    }
    this.before = null;
    return super.cancel();
  }

  /** @param {CanvasRenderingContext2D} context @param {Pointer | null} at */
  draw(context, at) {
    if (at) {
      const radius = Math.max(preferences.brush, 0.5) * this.view.view.scale;
      const adds = (this.value === 1) !== at.other;
      context.beginPath();
      context.arc(at.screen.x, at.screen.y, radius, 0, 2 * Math.PI);
      strokeTwice(context, adds ? INK.edited : '#ffffff', 1.5);
      context.beginPath();
      for (const [dx, dy] of adds
        ? [
            [4, 0],
            [0, 4],
          ]
        : [[4, 0]]) {
        context.moveTo(at.screen.x - dx, at.screen.y - dy);
        context.lineTo(at.screen.x + dx, at.screen.y + dy);
      }
      strokeTwice(context, '#ffffff', 1);
    }
  }
}

/** Fills what corners enclose, or takes it away with Shift held at the last of them. */
export class PolygonTool extends Tool {
  /** @param {PictureView} view */
  constructor(view) {
    super(view);
    /** @type {Point[]} */
    this.corners = [];
    this.subtracts = false;
  }

  get cursor() {
    return 'crosshair';
  }

  /** @param {Pointer} pointer */
  down(pointer) {
    if (!this.view.reader?.editable) {
      return;
    }
    this.subtracts = pointer.other || this.view.subtracting;
    const reach = pointer.touch ? 20 : 9;
    const near = (/** @type {Point} */ corner) => distance(toScreen(this.view.view, corner), pointer.screen) < reach;
    if (this.corners.length >= 3 && (near(this.corners[0]) || near(this.corners[this.corners.length - 1]))) {
      this.finish();
    } else {
      this.corners.push(inside(pointer.picture, this.view.reader.image));
      this.view.invalidate();
    }
  }

  move() {
    this.view.invalidate();
  }

  up() {}

  finish() {
    const corners = this.corners;
    if (corners.length < 3) {
      return corners.length > 0;
    }
    this.corners = [];
    this.view.reader?.edit('polygon', (mask) => fillPolygon(mask, corners, this.subtracts ? 0 : 1));
    this.view.invalidate();
    return true;
  }

  back() {
    const had = this.corners.pop() !== undefined;
    this.view.invalidate();
    return had;
  }

  cancel() {
    const had = this.corners.length > 0;
    this.corners = [];
    this.view.invalidate();
    return had;
  }

  /** @param {CanvasRenderingContext2D} context @param {Pointer | null} at */
  draw(context, at) {
    if (this.corners.length === 0) {
      return;
    }
    const points = this.corners.map((corner) => toScreen(this.view.view, corner));
    const subtracts = at ? at.other || this.view.subtracting : this.subtracts;
    context.beginPath();
    points.forEach((p) => context.lineTo(p.x, p.y));
    if (at) {
      context.lineTo(at.screen.x, at.screen.y);
    }
    strokeTwice(context, subtracts ? '#ffffff' : INK.edited, 1.5);
    for (const p of points) {
      context.beginPath();
      context.arc(p.x, p.y, 4, 0, 2 * Math.PI);
      context.fillStyle = subtracts ? '#ffffff' : INK.edited;
      context.fill();
      strokeTwice(context, INK.shadow, 1);
    }
  }
}

/** Tells the model where to look: a click is a point, a drag a box. */
export class FocusTool extends Tool {
  get cursor() {
    return 'crosshair';
  }

  /** @param {Pointer} pointer */
  down(pointer) {
    if (this.view.reader?.editable) {
      this.last = pointer;
    }
  }

  move() {
    this.view.invalidate();
  }

  /** @param {Pointer} pointer */
  up(pointer) {
    const { reader } = this.view;
    if (!this.last || !reader) {
      return;
    }
    const size = reader.image;
    const dragged = distance(this.last.screen, pointer.screen) > 6;
    const box = boxBetween(this.last.picture, pointer.picture, size);
    const at = inside(this.last.picture, { width: size.width - 1, height: size.height - 1 });
    this.last = null;
    const hit = box.x1 > box.x0 && box.y1 > box.y0;
    if (!dragged || hit) {
      const focus = dragged ? { box } : { point: { x: Math.floor(at.x), y: Math.floor(at.y) } };
      this.view.dispatchEvent(new CustomEvent('focus-chosen', { detail: focus, bubbles: true }));
    }
  }

  /** @param {CanvasRenderingContext2D} context @param {Pointer | null} at */
  draw(context, at) {
    if (this.last && at) {
      context.beginPath();
      const { x, y } = this.last.screen;
      context.rect(x, y, at.screen.x - x, at.screen.y - y);
      context.setLineDash([6, 4]);
      strokeTwice(context, INK.focus, 1.5);
      context.setLineDash([]);
    }
  }
}

/** Takes away the lesion that is clicked. */
export class RemoveTool extends Tool {
  get cursor() {
    return 'pointer';
  }

  /** @param {Pointer} pointer */
  down(pointer) {
    const { x, y } = pointer.picture;
    this.view.reader?.edit('delete', (mask) => removeLesion(mask, Math.floor(x), Math.floor(y)));
  }

  move() {}
}

/** @param {string} name @param {PictureView} view @returns {Tool} */
export function toolNamed(name, view) {
  switch (name) {
    case 'window':
      return new WindowTool(view);
    case 'brush':
      return new BrushTool(view, 1);
    case 'eraser':
      return new BrushTool(view, 0);
    case 'polygon':
      return new PolygonTool(view);
    case 'focus':
      return new FocusTool(view);
    case 'delete':
      return new RemoveTool(view);
    case 'calliper':
      return new CalliperTool(view);
    default:
      return new Tool(view);
  }
}
