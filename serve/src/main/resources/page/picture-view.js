import { api } from './api.js';
import { createRef, html, nothing, ref } from './lib/lit.js';
import { number, t } from './language.js';
import { drawLine, drawPlate, heatSurface, INK, MaskLayer, strokeTwice } from './layers.js';
import { Part, say } from './part.js';
import { centred, distance, fit, held, spacing, toPicture, toScreen, zoomed } from './picture/geometry.js';
import { dragged, throughTable, WHOLE, windowTable } from './picture/window.js';
import { hiddenCanvas, pictures, samples } from './pixels.js';
import { BrushTool, drawCallipers, Tool, toolNamed, WindowTool } from './tools.js';
import { CanvasPointers } from './pointers.js';

/** @typedef {import('./case.js').Case} Case */
/** @typedef {import('./types.js').Window} Window */
/** @typedef {import('./picture/geometry.js').Point} Point */
/** @typedef {{a: Point, b: Point, text: string}} Calliper */
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
    /** @type {ImageBitmap | null} */
    this.bitmap = null;
    /** @type {CanvasImageSource | null} what is drawn: the picture, through its window */
    this.surface = null;
    /** @type {ImageData | null} */
    this.samples = null;
    /** @type {Window | null} the window through which the server made the picture */
    this.madeFor = null;
    /** @type {{of: ImageBitmap, surface: HTMLCanvasElement} | null} */
    this.heat = null;
    this.canvas = /** @type {import('lit/directives/ref.js').Ref<HTMLCanvasElement>} */ (createRef());
    this.drawing = 0;
    this.loading = '';
    this.pointers = new CanvasPointers(this);
    /** @type {Tool} */
    this.active = new Tool(this);
    this.observer = new ResizeObserver(() => this.resized());
    this.takeMask = (/** @type {Event} */ event) => this.maskChanged(/** @type {import('./case.js').MaskChange} */ (event).box);
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
      this.bitmap = this.surface = this.samples = null;
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
        this.bitmap = bitmap;
        this.samples = null;
        this.madeFor = reader.image.window ? (window ?? reader.image.window) : WHOLE;
        this.throughWindow();
        this.dispatchEvent(new Event('shown'));
      }
    } catch (error) {
      this.loading = '';
      say(error instanceof Error ? t(error.message) : String(error), 'error');
    }
  }

  /** The window in use, in the picture's own samples. @returns {Window} */
  get inUse() {
    return this.window ?? this.reader?.image.window ?? WHOLE;
  }

  /** Makes what is drawn from what was loaded: window, level and inversion by a table of 256 values. */
  throughWindow() {
    const { bitmap, madeFor, inUse } = this;
    if (!bitmap || !madeFor) {
      return;
    }
    if (!this.inverted && madeFor.centre === inUse.centre && madeFor.width === inUse.width) {
      this.surface = bitmap;
    } else {
      const ratio = 255 / madeFor.width;
      const low = madeFor.centre - madeFor.width / 2;
      const table = windowTable({ centre: (inUse.centre - low) * ratio, width: inUse.width * ratio }, this.inverted);
      this.samples ??= samples(bitmap);
      const made = hiddenCanvas(bitmap.width, bitmap.height);
      const picture = made.context.createImageData(bitmap.width, bitmap.height);
      throughTable(this.samples.data, picture.data, table);
      made.context.putImageData(picture, 0, 0);
      this.surface = made.canvas;
    }
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
    return { larger: this.view.scale / fit(this.picture, this.size).scale, x: at.x / width, y: at.y / height };
  }

  /** Takes the view of another picture. @param {{larger: number, x: number, y: number}} other */
  follow(other) {
    const scale = fit(this.picture, this.size).scale * other.larger;
    this.view = {
      scale,
      x: this.size.width / 2 - scale * other.x * this.picture.width,
      y: this.size.height / 2 - scale * other.y * this.picture.height,
    };
    this.fitted = false;
    this.tell();
    this.invalidate();
  }

  /** Tells what the status line says. */
  tell() {
    this.dispatchEvent(new Event('status'));
  }

  /** The sample under a point, or null outside. @param {Point} at */
  sampleAt(at) {
    const x = Math.floor(at.x);
    const y = Math.floor(at.y);
    const { bitmap } = this;
    if (!bitmap || x < 0 || y < 0 || x >= bitmap.width || y >= bitmap.height) {
      return null;
    }
    this.samples ??= samples(bitmap);
    const i = 4 * (y * bitmap.width + x);
    const [red, green, blue] = this.samples.data.subarray(i, i + 3);
    return red === green && green === blue ? `${red}` : `${red} ${green} ${blue}`;
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
      const length = await api.post(`${reader.path}/length`, { frame: reader.frame, x1: a.x, y1: a.y, x2: b.x, y2: b.y });
      line.text = `${number(length.value, 1)} ${length.unit}`;
      say(t('calliper.is', { length: line.text }), 'quiet');
    } catch (error) {
      reader.callipers = reader.callipers.filter((other) => other !== line);
      say(error instanceof Error ? t(error.message) : String(error), 'error');
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
    if (!this.surface || !this.reader) {
      return;
    }
    const { scale, x, y } = this.view;
    context.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * x, ratio * y);
    context.imageSmoothingEnabled = scale < 8;
    context.imageSmoothingQuality = 'high';
    context.drawImage(this.surface, 0, 0);
    if (!this.overlay.hidden) {
      this.drawOverlay(context, scale);
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (!this.overlay.hidden) {
      this.drawLesions(context);
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

  /** Draws numbers, axes and where the model was asked to look. @param {CanvasRenderingContext2D} context */
  drawLesions(context) {
    const { reader, overlay } = this;
    const focus = reader?.shown?.focus;
    if (focus && 'box' in focus && !reader.dirty) {
      const a = toScreen(this.view, { x: focus.box.x0, y: focus.box.y0 });
      const b = toScreen(this.view, { x: focus.box.x1, y: focus.box.y1 });
      context.beginPath();
      context.rect(a.x, a.y, b.x - a.x, b.y - a.y);
      context.setLineDash([4, 5]);
      strokeTwice(context, INK.focus, 1);
      context.setLineDash([]);
    }
    for (const lesion of reader && !reader.dirty ? (reader.shown?.lesions ?? []) : []) {
      const chosen = this.selected === lesion.number;
      if (overlay.axes) {
        for (const line of [lesion.longAxis, lesion.shortAxis]) {
          const a = toScreen(this.view, { x: line.x1, y: line.y1 });
          const b = toScreen(this.view, { x: line.x2, y: line.y2 });
          drawLine(context, a, b, chosen ? INK.calliper : INK.axis, 5);
        }
      }
      const top = toScreen(this.view, { x: lesion.box.x + lesion.box.width / 2, y: lesion.box.y });
      drawPlate(context, `${lesion.number}`, { x: top.x, y: top.y - 16 }, chosen ? INK.calliper : '#ffffff');
    }
  }

  render() {
    const cursor = this.active instanceof WindowTool ? 'window' : this.tool;
    return html`<canvas ${ref(this.canvas)} class="picture" data-tool=${cursor} tabindex="0" role="application"
      aria-label=${this.label || nothing} aria-describedby="canvas-keys"
      @pointerdown=${this.pointers.down} @pointermove=${this.pointers.move} @pointerup=${this.pointers.up}
      @pointercancel=${this.pointers.lost} @pointerleave=${this.pointers.leave} @wheel=${this.pointers.wheel}
      @keydown=${this.pointers.key} @keyup=${this.pointers.keyUp} @blur=${this.pointers.blur}
      @contextmenu=${(/** @type {Event} */ event) => event.preventDefault()}></canvas>`;
  }
}

customElements.define('picture-view', PictureView);
