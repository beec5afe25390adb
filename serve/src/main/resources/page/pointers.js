import { distance, middle, toPicture, toScreen } from './picture/geometry.js';
import { Tool } from './tool.js';
import { WindowTool } from './tools.js';

/** @typedef {import('./picture-view.js').PictureView} PictureView */
/** @typedef {import('./picture/geometry.js').Point} Point */
/** @typedef {import('./tool.js').Pointer} Pointer */

const ARROWS = new Map([
  ['ArrowLeft', [-1, 0]],
  ['ArrowRight', [1, 0]],
  ['ArrowUp', [0, -1]],
  ['ArrowDown', [0, 1]],
]);

/**
 * Mouse, pen, fingers and keys on a picture. One finger or the left button is the tool; two fingers zoom and move; the
 * middle button moves, the right one changes the window; the wheel zooms. With the keyboard, arrows move a cross over
 * the picture (with Shift by ten pixels) and the space bar presses and lets go.
 */
export class CanvasPointers {
  /** @param {PictureView} view */
  constructor(view) {
    this.view = view;
    /** @type {Map<number, Point>} */
    this.touching = new Map();
    /** @type {Tool | null} */
    this.using = null;
    /** @type {Pointer | null} */
    this.hover = null;
    this.pressed = false;
    this.down = this.down.bind(this);
    this.move = this.move.bind(this);
    this.up = this.up.bind(this);
    this.lost = this.lost.bind(this);
    this.leave = this.leave.bind(this);
    this.key = this.key.bind(this);
    this.keyUp = this.keyUp.bind(this);
    this.blur = this.blur.bind(this);
    this.wheel = { handleEvent: this.wheeled.bind(this), passive: false };
  }

  /** @param {PointerEvent | WheelEvent} event @returns {Pointer} */
  pointer(event) {
    const frame = /** @type {HTMLElement} */ (this.view.canvas.value).getBoundingClientRect();
    const screen = { x: event.clientX - frame.left, y: event.clientY - frame.top };
    const touch = 'pointerType' in event && event.pointerType === 'touch';
    const other = event.shiftKey || event.altKey || ('buttons' in event && (event.buttons & 32) !== 0);
    return { screen, picture: toPicture(this.view.view, screen), other, touch };
  }

  /** @param {PointerEvent} event */
  down(event) {
    const canvas = /** @type {HTMLCanvasElement} */ (this.view.canvas.value);
    canvas.focus({ preventScroll: true });
    try {
      canvas.setPointerCapture(event.pointerId);
    } catch {
      // a pointer that has gone already captures nothing
    }
    const at = this.pointer(event);
    this.touching.set(event.pointerId, at.screen);
    if (this.touching.size > 1) {
      this.using?.cancel();
      this.using = null;
      this.hover = null;
      return;
    }
    const { view } = this;
    this.using = event.button === 1 ? new Tool(view) : event.button === 2 ? new WindowTool(view) : view.active;
    this.hover = at;
    this.using.down(at);
    view.invalidate();
    event.preventDefault();
  }

  /** @param {PointerEvent} event */
  move(event) {
    const at = this.pointer(event);
    const before = this.touching.get(event.pointerId);
    if (before && this.touching.size === 2) {
      const other = [...this.touching].find(([id]) => id !== event.pointerId)?.[1] ?? before;
      const [was, is] = [middle(before, other), middle(at.screen, other)];
      this.view.pan(is.x - was.x, is.y - was.y);
      this.view.zoom(distance(at.screen, other) / Math.max(distance(before, other), 1), is);
      this.touching.set(event.pointerId, at.screen);
      return;
    }
    this.touching.has(event.pointerId) && this.touching.set(event.pointerId, at.screen);
    this.hover = at;
    if (this.using) {
      const path = event.getCoalescedEvents?.() ?? [];
      (path.length ? path : [event]).forEach((piece) => this.using?.move(this.pointer(piece)));
    } else {
      this.view.active.move(at);
    }
    this.view.tell();
    this.view.invalidate();
  }

  /** @param {PointerEvent} event */
  up(event) {
    this.touching.delete(event.pointerId);
    this.using?.up(this.pointer(event));
    this.using = null;
    if (event.pointerType === 'touch') {
      this.hover = null;
    }
    this.view.invalidate();
  }

  /** @param {PointerEvent} event */
  lost(event) {
    this.touching.delete(event.pointerId);
    this.using?.cancel();
    this.using = null;
    this.view.invalidate();
  }

  leave() {
    if (!this.using) {
      this.hover = null;
      this.view.tell();
      this.view.invalidate();
    }
  }

  /** @param {WheelEvent} event */
  wheeled(event) {
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 16 : 1;
    if (event.shiftKey) {
      const steps = Math.sign(event.deltaY || event.deltaX);
      this.view.dispatchEvent(new CustomEvent('step-frame', { detail: steps, bubbles: true }));
    } else {
      this.view.zoom(Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.0015)), this.pointer(event).screen);
    }
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const arrow = ARROWS.get(event.key);
    const { view } = this;
    const moves = view.tool === 'select' || view.tool === 'window';
    if (event.ctrlKey || event.metaKey) {
      return;
    }
    if (arrow && moves) {
      const far = event.shiftKey ? 80 : 20;
      if (view.tool === 'window') {
        view.dragWindow(arrow[0] * far, arrow[1] * far);
      } else {
        view.pan(-arrow[0] * far, -arrow[1] * far);
      }
    } else if (arrow) {
      const far = event.shiftKey ? 10 : 1;
      const was = this.hover?.picture ?? { x: view.picture.width / 2, y: view.picture.height / 2 };
      this.cross({ x: was.x + arrow[0] * far, y: was.y + arrow[1] * far });
    } else if (event.key === ' ' && !moves) {
      this.press();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  keyUp() {
    this.view.invalidate();
  }

  /** Moves the keyboard's cross. @param {Point} picture */
  cross(picture) {
    const { view } = this;
    const inside = {
      x: Math.min(Math.max(picture.x, 0.5), view.picture.width - 0.5),
      y: Math.min(Math.max(picture.y, 0.5), view.picture.height - 0.5),
    };
    this.hover = { picture: inside, screen: toScreen(view.view, inside), other: false, touch: false };
    view.active.move(this.hover);
    view.tell();
    view.invalidate();
  }

  /** Presses or lets go at the keyboard's cross. */
  press() {
    if (!this.hover) {
      this.cross({ x: this.view.picture.width / 2, y: this.view.picture.height / 2 });
    }
    const at = /** @type {Pointer} */ (this.hover);
    if (this.pressed) {
      this.view.active.up(at);
    } else {
      this.view.active.down(at);
    }
    this.pressed = !this.pressed && this.view.active.last !== null;
    this.view.invalidate();
  }

  blur() {
    if (this.pressed && this.hover) {
      this.view.active.up(this.hover);
    }
    this.pressed = false;
    this.hover = null;
    this.view.invalidate();
  }
}
