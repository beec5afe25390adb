import { api } from './api.js';
import { createRef, html, nothing, ref } from './lib/lit.js';
import { errorText, number, t } from './language.js';
import { heatSurface, INK, MaskLayer } from './layers.js';
import { Part, say } from './part.js';
import { centred, distance, fit, held, spacing, toPicture, zoomed } from './picture/geometry.js';
import { dragged, WHOLE } from './picture/window.js';
import { pictures } from './pixels.js';
import { drawCallipers } from './callipers.js';
import { drawLesions } from './lesion-marks.js';
import { Tool } from './tool.js';
import { BrushTool, toolNamed, WindowTool } from './tools.js';
import { CanvasPointers } from './pointers.js';
import { WindowedPicture } from './windowed-picture.js';

/** @typedef {import('./case.js').Case} Case */
/** @typedef {import('./types.js').Window} Window */
/** @typedef {import('./picture/geometry.js').Point} Point */
/** @typedef {import('./callipers.js').Calliper} Calliper */
/** @typedef {{fill: number, outline: boolean, axes: boolean, heat: boolean, hidden: boolean}} Overlay */

/** One picture on a canvas with its outline, measurements and the tool in use; it draws at most once a frame. */
export class PictureView extends Part {
  static properties = {
    reader: { attribute: false },
    tool: {},
    overlay: { attribute: false },
    subtracting: { type: Boolean },
    selected: { attribute: false },
    label: {},
  };

  constructor() {
    super();
    /** @type {Case | null} */
    this.reader = null;
    this.tool = 'select';
    /** @type {Overlay} */
    this.overlay = { fill: 0.3, outline: true, axes: true, heat: false, hidden: false };
    this.subtracting = false;
    /** @type {number | null} */
    this.selected = null;
    this.label = '';
    this.view = { scale: 1, x: 0, y: 0 };
    this.size = { width: 1, height: 1 };
    this.fitted = true;
    /** @type {Window | null} */
    this.window = null;
    this.inverted = false;
    this.layer = new MaskLayer(INK.outline);
    this.comparedLayer = new MaskLayer(INK.compared);
    /** @type {WindowedPicture | null} */
    this.seen = null;
    /** @type {{of: ImageBitmap, surface: HTMLCanvasElement} | null} */
    this.heat = null;
    this.canvas = /** @type {import('lit/directives/ref.js').Ref<HTMLCanvasElement>} */ (createRef());
    this.drawing = 0;
    this.loading = '';
    this.pointers = new CanvasPointers(this);
    /** @type {Tool} */
    this.active = new Tool(this);
    this.observer = new ResizeObserver(() => this.resized());
    this.takeMask = (/** @type {Event} */ event) =>
      this.maskChanged(/** @type {import('./case.js').MaskChange} */ (event).box);
    this.takeChange = () => this.caseChanged();
  }

  get callipers() {
    return this.reader?.callipers ?? [];
  }

  set callipers(lines) {
    if (this.reader) {
      this.reader.callipers = lines;
      this.callipersChanged();
    }
  }

  callipersChanged() {
    this.reader?.changed();
    this.invalidate();
  }

  firstUpdated() {
    this.observer.observe(/** @type {Element} */ (this.canvas.value));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.observer.disconnect();
    this.listen(this.reader, null);
  }

  /** @param {Case | null} old @param {Case | null} reader */
  listen(old, reader) {
    old?.removeEventListener('mask', this.takeMask);
    old?.removeEventListener('change', this.takeChange);
    reader?.addEventListener('mask', this.takeMask);
    reader?.addEventListener('change', this.takeChange);
  }

  /** @param {import('./lib/lit.js').PropertyValues} changed */
  updated(changed) {
    if (changed.has('reader')) {
      this.listen(changed.get('reader') ?? null, this.reader);
      this.window = null;
      this.inverted = false;
      this.seen = null;
      this.fitted = true;
      this.maskChanged(null);
      this.caseChanged();
      this.fit();
    }
    if (changed.has('tool') || changed.has('reader')) {
      this.active.cancel();
      this.active = toolNamed(this.tool, this);
    }
    this.invalidate();
  }

  /** @param {import('./picture/geometry.js').Box | null} box */
  maskChanged(box) {
    if (this.reader) {
      this.layer.recolour(this.reader.dirty ? INK.edited : INK.outline);
      this.layer.take(this.reader.mask, box);
    }
    this.invalidate();
  }

  /** @param {import('./picture/geometry.js').Box | null} box what a brush just painted */
  painted(box) {
    if (box && this.reader) {
      this.layer.recolour(INK.edited);
      this.layer.take(this.reader.mask, box);
      this.invalidate();
    }
  }

  caseChanged() {
    const { reader } = this;
    if (!reader) {
      return;
    }
    this.layer.recolour(reader.dirty ? INK.edited : INK.outline);
    if (reader.compared && this.comparedLayer.mask !== reader.compared.mask) {
      this.comparedLayer.take(reader.compared.mask, null);
    }
    if (reader.heat && this.heat?.of !== reader.heat) {
      this.heat = { of: reader.heat, surface: heatSurface(reader.heat) };
    }
    this.load();
    this.invalidate();
  }

  /** Loads the frame as the server makes it for the window chosen. */
  async load() {
    const { reader, window } = this;
    const path = reader?.frameAt(reader.frame, window);
    if (!reader || !path || path === this.loading) {
      return;
    }
    this.loading = path;
    try {
      const bitmap = await pictures.of(path);
      if (this.loading === path && this.reader === reader) {
        this.seen = new WindowedPicture(bitmap, reader.image.window ? (window ?? reader.image.window) : WHOLE);
        this.throughWindow();
        this.dispatchEvent(new Event('shown'));
      }
    } catch (error) {
      this.loading = '';
      say(errorText(error), 'error');
    }
  }

  /** The window in use, in the picture's own samples. @returns {Window} */
  get inUse() {
    return this.window ?? this.reader?.image.window ?? WHOLE;
  }

  throughWindow() {
    this.seen?.through(this.inUse, this.inverted);
    this.invalidate();
  }

  /** @param {number} dx @param {number} dy */
  dragWindow(dx, dy) {
    const deep = this.reader?.image.window;
    this.useWindow(dragged(this.inUse, dx, dy, deep ? Math.max(deep.width, 16) : 255));
  }

  /** @param {Window | null} window */
  useWindow(window) {
    this.window = window;
    this.throughWindow();
    this.tell();
    if (this.reader?.image.window) {
      clearTimeout(this.later);
      this.later = setTimeout(() => this.load(), 120);
    }
  }

  invert() {
    this.inverted = !this.inverted;
    this.throughWindow();
  }

  resized() {
    const canvas = /** @type {HTMLCanvasElement} */ (this.canvas.value);
    const old = this.size;
    this.size = { width: canvas.clientWidth, height: canvas.clientHeight };
    const ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(this.size.width * ratio);
    canvas.height = Math.round(this.size.height * ratio);
    if (this.fitted) {
      this.fit();
    } else {
      this.pan((this.size.width - old.width) / 2, (this.size.height - old.height) / 2);
    }
    this.draw();
  }

  get picture() {
    return this.reader?.image ?? { width: 1, height: 1 };
  }

  fit() {
    this.turn(fit(this.picture, this.size), true);
  }

  /** Shows a pixel of the picture on a pixel of the screen. */
  actualSize() {
    this.turn(centred(this.picture, this.size, 1 / (window.devicePixelRatio || 1)), false);
  }

  /** @param {number} factor @param {Point} [at] */
  zoom(factor, at = { x: this.size.width / 2, y: this.size.height / 2 }) {
    const smallest = Math.min(fit(this.picture, this.size).scale, 1) / 2;
    this.turn(zoomed(this.view, factor, at, smallest), false);
  }

  /** @param {number} dx @param {number} dy */
  pan(dx, dy) {
    this.turn({ ...this.view, x: this.view.x + dx, y: this.view.y + dy }, false);
  }

  /** @param {import('./picture/geometry.js').View} view @param {boolean} fitted */
  turn(view, fitted) {
    this.fitted = fitted;
    this.view = fitted ? view : held(view, this.picture, this.size);
    this.tell();
    this.dispatchEvent(new CustomEvent('turned', { detail: this.relative() }));
    this.invalidate();
  }

  /** The view without the picture's size: how much larger than fitted, and which part is in the middle. */
  relative() {
    const at = toPicture(this.view, { x: this.size.width / 2, y: this.size.height / 2 });
    const { width, height } = this.picture;
    const larger = this.view.scale / fit(this.picture, this.size).scale;
    return { fitted: this.fitted, larger, x: at.x / width, y: at.y / height };
  }

  /** Takes the view of another picture. @param {{fitted: boolean, larger: number, x: number, y: number}} other */
  follow(other) {
    const whole = fit(this.picture, this.size);
    const scale = whole.scale * other.larger;
    this.view = other.fitted
      ? whole
      : {
          scale,
          x: this.size.width / 2 - scale * other.x * this.picture.width,
          y: this.size.height / 2 - scale * other.y * this.picture.height,
        };
    this.fitted = other.fitted;
    this.tell();
    this.invalidate();
  }

  /** Tells what the status line says. */
  tell() {
    this.dispatchEvent(new Event('status'));
  }

  /** What a calliper measures as long as it is drawn. @param {Calliper} line */
  estimate(line) {
    const mm = spacing(this.reader?.image.scale ?? [], line.a, line.b);
    return mm
      ? `${number(Math.hypot((line.b.x - line.a.x) * mm.mmX, (line.b.y - line.a.y) * mm.mmY), 1)} mm`
      : `${number(distance(line.a, line.b), 1)} px`;
  }

  /** Asks the server how long a calliper is; one that has no length is taken away. @param {Calliper} line */
  async measure(line) {
    const { reader } = this;
    if (!reader) {
      return;
    }
    try {
      const { a, b } = line;
      /** @type {{value: number, unit: string}} */
      const length = await api.post(`${reader.path}/length`, {
        frame: reader.frame,
        x1: a.x,
        y1: a.y,
        x2: b.x,
        y2: b.y,
      });
      line.text = `${number(length.value, 1)} ${length.unit}`;
      say(t('calliper.is', { length: line.text }), 'quiet');
    } catch (error) {
      reader.callipers = reader.callipers.filter((other) => other !== line);
      say(errorText(error), 'error');
    }
    this.callipersChanged();
  }

  invalidate() {
    this.drawing ||= requestAnimationFrame(() => this.draw());
  }

  draw() {
    cancelAnimationFrame(this.drawing);
    this.drawing = 0;
    const context = this.canvas.value?.getContext('2d');
    if (!context) {
      return;
    }
    const ratio = window.devicePixelRatio || 1;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.size.width, this.size.height);
    if (!this.seen || !this.reader) {
      return;
    }
    const { scale, x, y } = this.view;
    context.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * x, ratio * y);
    context.imageSmoothingEnabled = scale < 8;
    context.imageSmoothingQuality = 'high';
    context.drawImage(this.seen.surface, 0, 0);
    if (!this.overlay.hidden) {
      this.drawOverlay(context, scale);
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (!this.overlay.hidden) {
      drawLesions(context, this);
    }
    drawCallipers(context, this);
    this.active.draw(context, this.pointers.hover);
  }

  /** @param {CanvasRenderingContext2D} context @param {number} scale */
  drawOverlay(context, scale) {
    const { reader, overlay } = this;
    if (overlay.heat && reader?.heat && this.heat && !reader.dirty) {
      context.globalAlpha = 0.75;
      context.imageSmoothingEnabled = true;
      context.drawImage(this.heat.surface, 0, 0);
      context.globalAlpha = 1;
    }
    const painting = this.active instanceof BrushTool && this.active.last !== null;
    this.layer.draw(context, scale, {
      fill: painting ? Math.max(overlay.fill, 0.4) : overlay.heat ? 0 : overlay.fill,
      outline: overlay.outline && !painting,
    });
    if (reader?.compared) {
      this.comparedLayer.draw(context, scale, { fill: 0, outline: true, dashed: true });
    }
  }

  render() {
    const cursor = this.active instanceof WindowTool ? 'window' : this.tool;
    return html`<canvas
      ${ref(this.canvas)}
      class="picture"
      data-tool=${cursor}
      tabindex="0"
      role="application"
      aria-label=${this.label || nothing}
      aria-describedby="canvas-keys"
      @pointerdown=${this.pointers.down}
      @pointermove=${this.pointers.move}
      @pointerup=${this.pointers.up}
      @pointercancel=${this.pointers.lost}
      @pointerleave=${this.pointers.leave}
      @wheel=${this.pointers.wheel}
      @keydown=${this.pointers.key}
      @keyup=${this.pointers.keyUp}
      @blur=${this.pointers.blur}
      @contextmenu=${(/** @type {Event} */ event) => event.preventDefault()}
    ></canvas>`;
  }
}

customElements.define('picture-view', PictureView);
