import { html, nothing } from './lib/lit.js';
import { number, t } from './language.js';
import { icon, Part, ReaderPart, valueOf } from './part.js';
import { prefer, preferences } from './preferences.js';
import { keyName, SHORTCUTS } from './shortcuts.js';

/** @typedef {import('./picture-view.js').PictureView} PictureView */

const LOOK = [
  ['select', 'hand'],
  ['window', 'contrast'],
  ['calliper', 'ruler'],
];
const EDIT = [
  ['focus', 'focus'],
  ['brush', 'brush'],
  ['eraser', 'eraser'],
  ['polygon', 'pentagon'],
  ['delete', 'trash-2'],
];

/** @param {string} action */
function keysOf(action) {
  return SHORTCUTS.find((shortcut) => shortcut.action === action)?.keys.map(keyName) ?? [];
}

/** @param {Part} part @param {string} action */
export function act(part, action) {
  part.dispatchEvent(new CustomEvent('act', { detail: action, bubbles: true }));
}

/** The tools, one of which is in use; and what is done at once. */
export class ToolRail extends Part {
  static properties = { tool: {}, editable: { type: Boolean } };

  constructor() {
    super();
    this.tool = 'select';
    this.editable = true;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step) {
      event.preventDefault();
      event.stopPropagation();
      const buttons = /** @type {HTMLButtonElement[]} */ ([...this.querySelectorAll('button:not(:disabled)')]);
      const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
      buttons[(at + step + buttons.length) % buttons.length].focus();
    }
  }

  render() {
    return html`<div
      class="rail"
      role="toolbar"
      aria-orientation="vertical"
      aria-label=${t('tools')}
      @keydown=${this.key}
    >
      ${LOOK.map(([name, picture]) => this.toolButton(name, picture, true))}
      <span class="divider"></span>
      ${EDIT.map(([name, picture]) => this.toolButton(name, picture, this.editable))}
      ${this.doButton('smooth', 'waves')} ${this.doButton('holes', 'paint-bucket')}
    </div>`;
  }

  /** @param {string} name @param {string} picture @param {boolean} usable */
  toolButton(name, picture, usable) {
    return this.button(`tool.${name}`, picture, usable, this.tool === name);
  }

  /** @param {string} action @param {string} picture */
  doButton(action, picture) {
    return this.button(action, picture, this.editable, null);
  }

  /** @param {string} action @param {string} picture @param {boolean} usable @param {boolean | null} pressed */
  button(action, picture, usable, pressed) {
    const [key = ''] = keysOf(action);
    return html`<button
      type="button"
      class="tool"
      ?disabled=${!usable}
      aria-pressed=${pressed ?? nothing}
      aria-keyshortcuts=${key || nothing}
      aria-label=${t(`action.${action}`)}
      @click=${() => act(this, action)}
    >
      ${icon(picture)}<span class="tip" aria-hidden="true">${t(`action.${action}`)} <kbd>${key}</kbd></span>
    </button>`;
  }
}

customElements.define('tool-rail', ToolRail);

/** What the tool in use can be told. */
export class ToolOptions extends ReaderPart {
  static properties = { tool: {}, view: { attribute: false }, subtracting: { type: Boolean } };

  constructor() {
    super();
    this.tool = 'select';
    /** @type {PictureView | null} */
    this.view = null;
    this.subtracting = false;
  }

  render() {
    return html`<div class="options">
      ${this.content()}<span class="grow"></span>
      ${this.small('zoom.out', 'zoom-out')}${this.small('zoom.in', 'zoom-in')} ${this.small('zoom.fit', 'maximize')}
      <button
        type="button"
        class="plain"
        title=${t('action.zoom.actual')}
        aria-label="1:1, ${t('action.zoom.actual')}"
        @click=${() => act(this, 'zoom.actual')}
      >
        1:1
      </button>
    </div>`;
  }

  /** @param {string} action @param {string} picture */
  small(action, picture) {
    return html`<button
      type="button"
      class="plain square"
      title=${t(`action.${action}`)}
      aria-label=${t(`action.${action}`)}
      @click=${() => act(this, action)}
    >
      ${icon(picture)}
    </button>`;
  }

  content() {
    switch (this.tool) {
      case 'brush':
      case 'eraser':
        return html`<label class="slider"
            ><span>${t('brush.size')}</span>
            <input
              type="range"
              min="0.5"
              max="60"
              step="0.5"
              .value=${String(preferences.brush)}
              @input=${(/** @type {Event} */ event) => this.size(Number(valueOf(event)))}
            />
            <output>${number(2 * preferences.brush, 0)} px</output></label
          >
          <span class="hint">${t(`hint.${this.tool}`)}</span>`;
      case 'polygon':
        return html`<fieldset class="segments small">
            <legend class="unseen">${t('polygon.mode')}</legend>
            ${[false, true].map(
              (subtracts) =>
                html`<label
                  ><input
                    type="radio"
                    name="polygon"
                    .checked=${this.subtracting === subtracts}
                    @change=${() => this.dispatchEvent(new CustomEvent('subtracting', { detail: subtracts }))}
                  />
                  <span
                    >${icon(subtracts ? 'minus' : 'plus')} ${t(subtracts ? 'polygon.subtract' : 'polygon.add')}</span
                  ></label
                >`,
            )}
          </fieldset>
          <span class="hint">${t('hint.polygon')}</span>`;
      case 'window':
        return html`<button type="button" class="plain" @click=${() => act(this, 'invert')}>
            ${icon('contrast')} ${t('action.invert')}
          </button>
          <button type="button" class="plain" @click=${() => act(this, 'window.reset')}>
            ${icon('rotate-ccw')} ${t('action.window.reset')}
          </button>
          <span class="hint">${t('hint.window')}</span>`;
      case 'calliper':
        return html`<button
            type="button"
            class="plain"
            ?disabled=${!this.reader?.callipers.length}
            @click=${() => {
              if (this.view) {
                this.view.callipers = [];
              }
            }}
          >
            ${icon('x')} ${t('calliper.clear')}</button
          ><span class="hint">${t(this.reader?.image.scale.length ? 'hint.calliper' : 'hint.calliper.px')}</span>`;
      default:
        return html`<span class="hint">${t(`hint.${this.tool}`)}</span>`;
    }
  }

  /** @param {number} brush */
  size(brush) {
    prefer({ brush });
    this.requestUpdate();
    this.view?.invalidate();
  }
}

customElements.define('tool-options', ToolOptions);

/** Where the pointer is, what is under it, and how the picture is shown. */
export class StatusLine extends ReaderPart {
  static properties = { view: { attribute: false } };

  constructor() {
    super();
    /** @type {PictureView | null} */
    this.view = null;
    this.tell = () => this.requestUpdate();
  }

  /** @param {import('./lib/lit.js').PropertyValues} changed */
  updated(changed) {
    if (changed.has('view')) {
      changed.get('view')?.removeEventListener('status', this.tell);
      this.view?.addEventListener('status', this.tell);
    }
  }

  render() {
    const { view, reader } = this;
    const at = view?.pointers.hover?.picture;
    const sample = at && view ? view.seen?.sampleAt(at) : null;
    const [centre, width] = view ? [view.inUse.centre, view.inUse.width].map(Math.round) : [];
    return html`<div class="status">
      <span class="at"
        >${at && sample !== null ? `${number(Math.floor(at.x), 0)}, ${number(Math.floor(at.y), 0)}` : ''}</span
      >
      <span class="sample">${sample !== null && sample !== undefined ? t('status.value', { value: sample }) : ''}</span>
      <span class="grow"></span>
      ${view?.inverted ? html`<span>${t('status.inverted')}</span>` : nothing}
      ${centre && width ? html`<span>${t('status.window', { centre, width })}</span>` : nothing}
      <span>${t('status.size', { width: reader?.image.width ?? 0, height: reader?.image.height ?? 0 })}</span>
      <span>${reader?.image.scale.length ? t('status.mm') : t('status.px')}</span>
      <span class="zoom">${view ? `${number(100 * view.view.scale, 0)} %` : ''}</span>
    </div>`;
  }
}

customElements.define('status-line', StatusLine);
